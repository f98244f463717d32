"""A fictional organisation to try things on, made by the same actions as a person uses, up to today.

Everyone and everything in it is invented, and every address ends in `.example`.
"""
