"""The archival claims: PDF/A-3a and PDF/UA-1 in the same file."""

from __future__ import annotations

from weasyprint import Document
from weasyprint.pdf.metadata import DocumentMetadata

# PDF/A asks that a property it does not know be described in the same packet; PDF/UA's is one.
_CLAIMS = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_END = b"</rdf:RDF>"


class ArchivalMetadata(DocumentMetadata):
    """Metadata that also claims PDF/UA-1.

    Validators read only the first `rdf:RDF` of the packet, and the engine would put extra metadata
    into a second one: the claims are merged into the first.
    """

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        if not rdf.endswith(_END):
            raise RuntimeError("the engine writes its metadata in another way than we know")
        return rdf.removesuffix(_END) + _CLAIMS + _END


def claim(document: Document) -> None:
    """Have the document say that it is PDF/UA-1 beside what else it says."""
    document.metadata = ArchivalMetadata(**vars(document.metadata))
