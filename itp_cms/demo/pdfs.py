"""PDFs of plain text, for documents of the demo site."""

import io
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer

DARK = HexColor("#24306b")
TITLE = ParagraphStyle("title", fontName="Times-Bold", fontSize=26, leading=32, textColor=DARK, spaceAfter=14 * mm)
HEADING = ParagraphStyle("heading", fontName="Times-Bold", fontSize=16, leading=21, textColor=DARK, spaceAfter=5 * mm)
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11.5, leading=17, spaceAfter=3.5 * mm)


def draw_pdf(title: str, pages: Sequence[Mapping[str, str]]) -> bytes:
    """A4, a page for each of `{"heading", "text"}`, with paragraphs parted by empty lines; the same in every run."""
    file = io.BytesIO()
    document = BaseDocTemplate(
        file, pagesize=A4, title=title, leftMargin=28 * mm, rightMargin=28 * mm, topMargin=30 * mm, invariant=1
    )
    frame = Frame(document.leftMargin, 25 * mm, document.width, A4[1] - 55 * mm, id="text")
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=_furniture(title))])
    story = [Paragraph(escape(title), TITLE)]
    for number, page in enumerate(pages):
        if number:
            story.append(PageBreak())
        story.append(Paragraph(escape(page["heading"]), HEADING))
        paragraphs = page["text"].strip().split("\n\n")
        story += [Paragraph(escape(" ".join(paragraph.split())), BODY) for paragraph in paragraphs]
        story.append(Spacer(1, 4 * mm))
    document.build(story)
    return file.getvalue()


def _furniture(title: str) -> Callable[[Canvas, BaseDocTemplate], None]:
    def draw(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setStrokeColor(DARK)
        canvas.setLineWidth(0.6)
        canvas.line(28 * mm, 20 * mm, A4[0] - 28 * mm, 20 * mm)
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(28 * mm, 15 * mm, title)
        canvas.drawRightString(A4[0] - 28 * mm, 15 * mm, str(document.page))
        canvas.restoreState()

    return draw
