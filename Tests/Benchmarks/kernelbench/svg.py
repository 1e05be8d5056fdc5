"""Charts as SVG, with nothing but text."""
import html, math

COLOURS = ["#1f5fbf", "#d1495b", "#2a9d5c", "#8a5cc2", "#b8860b", "#444444"]


class Chart:
    """Points and lines over a logarithmic x; y is logarithmic or begins at 0. Names stand in a column at the right."""

    width, height, left, right, top, bottom = 820, 440, 72, 210, 52, 60

    def __init__(self, title, x_label, y_label, xs, ys, is_log_y=False):
        self.title, self.x_label, self.y_label = title, x_label, y_label
        self.xs, self.ys, self.is_log_y = xs, ys, is_log_y
        self.parts, self.names = [], []

    def x(self, value):
        low, high = (math.log(v) for v in self.xs)
        return self.left + (math.log(value) - low) / (high - low) * (self.width - self.left - self.right)

    def y(self, value):
        low, high = (math.log(v) for v in self.ys) if self.is_log_y else self.ys
        place = math.log(max(value, self.ys[0])) if self.is_log_y else value
        return self.height - self.bottom - (place - low) / (high - low) * (self.height - self.top - self.bottom)

    def grid(self, xs, ys):
        end, foot = self.width - self.right, self.height - self.bottom
        for value, text in xs:
            x = self.x(value)
            self.parts.append(f'<line x1="{x:.1f}" y1="{self.top}" x2="{x:.1f}" y2="{foot}" stroke="#e4e4e4"/>'
                              + self._text(x, foot + 19, text, "middle"))
        for value, text in ys:
            y = self.y(value)
            self.parts.append(f'<line x1="{self.left}" y1="{y:.1f}" x2="{end}" y2="{y:.1f}" stroke="#e4e4e4"/>'
                              + self._text(self.left - 8, y + 4, text, "end"))
        self.parts.append(f'<path d="M{self.left} {self.top}V{foot}H{end}" stroke="#888" fill="none"/>')

    def line(self, name, points, colour, dash="", marker="circle", width=2):
        """A series; `marker` is circle, ring, square or empty."""
        if not points:
            return
        path = " ".join(f"{'L' if i else 'M'}{self.x(x):.1f} {self.y(y):.1f}" for i, (x, y) in enumerate(points))
        style = f'stroke="{colour}" stroke-width="{width}"' + (f' stroke-dasharray="{dash}"' if dash else "")
        self.parts.append(f'<path d="{path}" fill="none" {style}/>')
        for x, y in points:
            self.parts.append(self._marker(self.x(x), self.y(y), colour, marker, f"{name}: {y:.3g} at {x:.4g}".replace("\n", " ")))
        if name:
            self.names.append((name, style, colour, marker))

    def label(self, x, y, text, colour="#555", anchor="start", turn=0, above=6):
        """Words at a point of the chart, along a line of some slope."""
        px, py = self.x(x), self.y(y)
        turned = f' transform="rotate({turn:.1f} {px:.1f} {py:.1f})"' if turn else ""
        self.parts.append(f'<text x="{px:.1f}" y="{py - above:.1f}" text-anchor="{anchor}" fill="{colour}" '
                          f'font-size="12"{turned}>{html.escape(text)}</text>')

    def slope(self, a, b):
        """The angle of the line between two points, as it is drawn."""
        return math.degrees(math.atan2(self.y(b[1]) - self.y(a[1]), self.x(b[0]) - self.x(a[0])))

    def text(self):
        middle = (self.top + self.height - self.bottom) / 2
        centre = (self.left + self.width - self.right) / 2
        names, x, y = [], self.width - self.right + 20, self.top + 10
        for name, style, colour, marker in self.names:
            names.append(f'<path d="M{x} {y}h28" {style}/>' + self._marker(x + 14, y, colour, marker, ""))
            for line in name.split("\n"):
                names.append(self._text(x + 36, y + 4, line, "start"))
                y += 18
            y += 6
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            'font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="13" fill="#222">',
            f'<rect width="{self.width}" height="{self.height}" fill="white"/>',
            self._text(self.left, 30, self.title, "start", 15), *self.parts, *names,
            self._text(centre, self.height - 16, self.x_label, "middle"),
            f'<g transform="rotate(-90 20 {middle:.0f})">' + self._text(20, middle, self.y_label, "middle") + "</g>",
            "</svg>"]) + "\n"

    @staticmethod
    def _text(x, y, text, anchor, size=13):
        return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">'
                f'{html.escape(text)}</text>')

    @staticmethod
    def _marker(x, y, colour, marker, title):
        inner = f"<title>{html.escape(title)}</title>" if title else ""
        if marker == "circle":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}">{inner}</circle>'
        if marker == "ring":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="white" stroke="{colour}" stroke-width="2">{inner}</circle>'
        if marker == "square":
            return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}">{inner}</rect>'
        return ""


def steps(greatest):
    """Round marks from 0 to beyond `greatest`."""
    step = 10.0 ** math.floor(math.log10(greatest / 4))
    step *= next(factor for factor in (1, 2, 2.5, 5, 10) if greatest / (step * factor) <= 6)
    return [step * i for i in range(math.ceil(greatest * 1.03 / step) + 1)]
