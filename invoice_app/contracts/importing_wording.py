"""The words of importing a schedule of values, and the headings that spreadsheets give its columns."""

from invoice_app.shared.phrases import Phrase

HEADINGS = {
    "section": {
        "section", "division", "groupe", "group", "categorie", "category", "chapitre", "phase", "lot",
    },
    "item": {
        "item", "poste", "no", "n", "#", "numero", "number", "article", "ligne", "line", "no poste",
        "no de poste", "item no", "item number", "no item", "line item", "ref", "pos",
    },
    "quantity": {"quantite", "quantites", "qte", "qty", "quantity", "qte prevue"},
    "unit_price": {
        "prix unitaire", "p u", "pu", "unit price", "prix unit", "cout unitaire", "unit cost", "unit rate",
        "taux unitaire", "rate",
    },
    "unit": {"unite", "unites", "unit", "units", "u", "um", "uom", "mesure", "unite de mesure"},
    "cost_code": {
        "code de cout", "code de couts", "cost code", "code", "poste budgetaire", "budget code",
        "code budgetaire", "gl", "compte", "account",
    },
    "retainage_percent": {
        "retenue", "retenue %", "retenue en %", "% retenue", "retainage", "retainage %", "% retainage",
        "holdback", "holdback %", "% holdback",
    },
    "tax_class": {"taxes", "taxe", "tax", "taxable", "tax class", "regime de taxes", "classe de taxes"},
    "scheduled": {
        "montant prevu", "montant", "montants", "scheduled value", "valeur prevue", "valeur au contrat",
        "valeur du contrat", "contract value", "montant du contrat", "amount", "valeur", "value",
        "prix total", "total price", "total", "cout", "cost", "prix", "price",
        "montant total", "total amount", "montant avant taxes", "valeur des travaux",
    },
    "description": {
        "description", "designation", "libelle", "travaux", "description des travaux",
        "description of work", "ouvrage", "nature des travaux", "description du poste", "details",
    },
}  # fmt: skip
"""By column of the grid, folded (no accents, no signs). Those that others contain come later."""

IMPORT = Phrase("Importer", "Import")
IMPORT_TITLE = Phrase("Importer une ventilation", "Import a schedule of values")
CHOOSE_FILE = Phrase("Choisir un fichier", "Choose a file")
WHAT_IS_READ = Phrase(
    "Un fichier Excel (.xlsx) ou CSV, de 5 Mo et de 2 000 lignes au plus. Vous verrez ce qu’il en sera avant "
    "que rien ne change.",
    "An Excel (.xlsx) or CSV file, of 5 MB and 2,000 rows at most. You will see what becomes of it before "
    "anything changes.",
)
TEMPLATE = Phrase("Télécharger un modèle", "Download a template")
SHEET = Phrase("Feuille", "Sheet")
HIDDEN = Phrase("{name} (masquée)", "{name} (hidden)")
ROW_OF_FILE = Phrase("Ligne du fichier", "Row of the file")
HEAD_ROW = Phrase("Les titres des colonnes sont", "The headings of the columns are")
HEAD_ON = Phrase("à la ligne {row}", "on row {row}")
NO_HEAD_ROW = Phrase("absents\u00a0: tout est à lire", "absent: all is to be read")
MARK = Phrase("Les décimales des nombres suivent", "The decimals of numbers follow")
COMMA = Phrase("une virgule\u00a0: 1\u00a0234,50", "a comma: 1\u00a0234,50")
POINT = Phrase("un point\u00a0: 1,234.50", "a point: 1,234.50")
WHICH_COLUMN = Phrase("Quelle colonne du fichier va où", "Which column of the file goes where")
NONE = Phrase("aucune", "none")
AS_THEY_WILL_BE = Phrase("Les premières lignes, comme elles seront", "The first rows, as they will be")
COUNTS = Phrase("{count} poste(s), total {total}", "{count} line(s), total {total}")
NOTHING_FOUND = Phrase(
    "Aucun poste n’a été trouvé. Choisissez une autre feuille, une autre ligne de titres "
    "ou d’autres colonnes.",
    "No line was found. Choose another sheet, another row of headings or other columns.",
)
PROBLEMS = Phrase(
    "{count} case(s) à corriger. Vous pouvez importer quand même\u00a0: elles seront marquées dans la "
    "ventilation, telles quelles.",
    "{count} cell(s) to correct. You can import all the same: they will be marked in the schedule, "
    "as they are.",
)
MORE = Phrase("… et {count} autres.", "… and {count} more.")
READ_THERE = Phrase("lu\u00a0: «\u00a0{read}\u00a0»", "read: “{read}”")
REPLACE = Phrase("Remplacer la ventilation", "Replace the schedule")
APPEND = Phrase("Ajouter à la suite", "Add after it")
REPLACED = Phrase("Ventilation remplacée par {count} ligne(s).", "Schedule replaced by {count} row(s).")
APPENDED = Phrase("{count} ligne(s) ajoutée(s) à la suite.", "{count} row(s) added after the others.")

HEADINGS_FOUND = Phrase(
    "{count} titre(s) de section reconnu(s)\u00a0: les postes dessous les portent.",
    "{count} section heading(s) recognised: the lines below carry them.",
)
TOTALS_LEFT_OUT = Phrase(
    "{count} ligne(s) de total ou de taxes laissée(s) de côté\u00a0: {rows}.",
    "{count} row(s) of totals or taxes left out: {rows}.",
)
ROUNDED = Phrase(
    "{count} nombre(s) de plus de décimales que ce qui est gardé ont été arrondis, les montants au cent.",
    "{count} number(s) with more decimals than are kept were rounded, amounts to the cent.",
)
SHEET_IS_HIDDEN = Phrase("Cette feuille est masquée dans le fichier.", "This sheet is hidden in the file.")
NO_DESCRIPTION_COLUMN = Phrase(
    "Dites quelle colonne est la description.", "Say which column is the description."
)
NO_AMOUNT_COLUMN = Phrase(
    "Dites quelle colonne est le montant, ou la quantité et le prix.",
    "Say which column is the amount, or the quantity and the price.",
)
TOO_MANY_ROWS = Phrase(
    "Cette feuille a plus de {most} lignes\u00a0: une ventilation en compte {most} au plus. "
    "Regroupez-en dans le tableau, puis importez-le de nouveau.",
    "This sheet has over {most} rows: a schedule has {most} at most. "
    "Group some in the spreadsheet, then import it again.",
)
MERGED_AMOUNT = Phrase(
    "Cette case est fusionnée avec {cell}, où son montant est resté. Défusionnez-les, "
    "ou écrivez le montant ici.",
    "This cell is merged with {cell}, where its amount stayed. Unmerge them, or write the amount here.",
)
FORMULA_WITHOUT_VALUE = Phrase(
    "Une formule sans valeur dans le fichier. Ouvrez-le dans votre tableur et enregistrez-le, ou écrivez la "
    "valeur.",
    "A formula without a value in the file. Open it in your spreadsheet program and save it, "
    "or write the value.",
)
TEMPLATE_FILE = Phrase("ventilation.xlsx", "schedule-of-values.xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
