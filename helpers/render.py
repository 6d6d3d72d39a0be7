"""Everything that becomes HTML: figures that can be read without being seen."""

import base64
import html
import io

from matplotlib.figure import Figure

DPI = 110


class AccessibleFigure:
    """A picture with alt text and a one-line reading; both are also its plain text."""

    def __init__(self, figure: Figure, alt: str, reading: str) -> None:
        """Draw ``figure`` once, as PNG.

        Args:
            figure: a matplotlib figure made without pyplot, so that nothing else shows it.
            alt: what the figure shows, for readers who do not see it.
            reading: what to take from it, shown below the picture.
        """
        if not alt.strip() or not reading.strip():
            raise ValueError("A figure needs an alt text and a reading: say what it shows and what to take from it.")
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=DPI, bbox_inches="tight", facecolor="white")
        self.png = buffer.getvalue()
        self.alt, self.reading = alt, reading

    def __repr__(self) -> str:
        return f"Figure: {self.alt} Reading: {self.reading}"

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.png).decode()
        alt, reading = html.escape(self.alt), html.escape(self.reading)
        return (
            f'<figure style="margin: 0"><img alt="{alt}" src="data:image/png;base64,{data}" style="max-width: 100%">'
            f"<figcaption>{reading}</figcaption></figure>"
        )
