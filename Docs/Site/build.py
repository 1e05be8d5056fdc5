#!/usr/bin/env python3
"""Makes the book, README and Docs, a folder of plain HTML pages that need no network: make docs.

usage: build.py OUTPUT [SYMBOLS]

SYMBOLS is the folder of symbol graphs from which the API pages in OUTPUT/api were made; the index lists their types.
Pages stand where their sources stand: Docs/Guide/reveal.md becomes Docs/Guide/reveal.html, README.md becomes index.html.
"""
import html
import json
import os
import re
import shutil
import string
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(__file__).resolve().parent
TEMPLATE = string.Template((SITE / "page.html").read_text(encoding="utf-8"))
# What the list of pages begins with, in this order; the rest is as the folders have it.
GUIDES = ["start", "command-line", "structure", "judging", "verdict", "layouts", "projection", "factorization", "expressiveness",
          "exact-arithmetic", "property-testing", "kernels", "library", "vectors", "mutants", "reveal", "certificates",
          "performance", "trust"]


def sources():
    """The Markdown files of the book, with a heading for each group of them."""
    guides = sorted((ROOT / "Docs/Guide").glob("*.md"),
                    key=lambda path: (GUIDES.index(path.stem) if path.stem in GUIDES else len(GUIDES), path.stem))
    # Theorems stand in the order of the overview, which links to every one.
    overview = (ROOT / "Docs/Theorems/README.md").read_text(encoding="utf-8")
    order = ["README"] + re.findall(r"\]\(([a-z0-9-]+)\.md\)", overview)
    theorems = sorted((ROOT / "Docs/Theorems").glob("*.md"),
                      key=lambda path: order.index(path.stem) if path.stem in order else len(order))
    others = [path for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "Proofs/README.md")
              if path.exists()]
    return {"Project": others, "Guide": guides, "Theorems": theorems}


def page_of(path):
    """Where the page of a file or folder stands in the site, relative to its root."""
    path = Path(os.path.relpath(path, ROOT))
    if path.suffix == ".md":
        return path.with_name("index.html") if path.stem == "README" else path.with_suffix(".html")
    if (ROOT / path).is_dir():
        return path / "index.html"
    return path if path.suffix in (".svg", ".png") else Path(f"{path}.html")


def plain(text):
    """The text of a piece of HTML; of a formula what it was written as."""
    text = re.sub(r"<math\b.*?<annotation[^>]*>(.*?)</annotation>.*?</math>", r"\1", text, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", text))).strip()


def with_plain_brackets(formula):
    """Brackets as high as they are written: pandoc lets them all grow, also where nothing like \\left asks for it."""
    if re.search(r"\\(left|right|big|Big|middle)", formula):
        return formula
    grown = r'<mo stretchy="true" form="(prefix|postfix)">([^<]*)</mo>'
    formula = re.sub(grown + r"(?!<mtable)", r'<mo stretchy="false" form="\1">\2</mo>', formula)
    return re.sub(r'(</mtable>)<mo stretchy="false" form="postfix">', r'\1<mo stretchy="true" form="postfix">', formula)


def converted(path):
    """A page of Markdown as HTML."""
    command = ["pandoc", "-f", "gfm+tex_math_dollars", "-t", "html5", "--mathml", "--no-highlight", "--wrap=none"]
    run = subprocess.run(command, input=path.read_bytes(), capture_output=True, check=True)
    if run.stderr:
        # A formula that pandoc cannot read would be shown as TeX.
        sys.exit(f"{os.path.relpath(path, ROOT)}: {run.stderr.decode().strip()}")
    body = run.stdout.decode()
    body = re.sub(r"<colgroup>.*?</colgroup>", "", body, flags=re.S)
    body = re.sub(r"<table\b.*?</table>", lambda match: f'<div class="scroll" tabindex="0">{match[0]}</div>', body,
                  flags=re.S)
    body = re.sub(r"<math\b.*?</math>", lambda match: with_plain_brackets(match[0]), body, flags=re.S)
    body = re.sub(r'<math display="block".*?</math>', lambda match: f'<span class="display">{match[0]}</span>', body,
                  flags=re.S)
    body = re.sub(r"<img\b[^>]*>", r'<span class="scroll picture" tabindex="0">\g<0></span>', body)
    # Formulas in a line do not break: long ones scroll in a narrow window.
    body = re.sub(r'<math display="inline".*?</math>',
                  lambda match: match[0] if len(plain(match[0])) < 24 else f'<span class="long">{match[0]}</span>', body,
                  flags=re.S)
    return body


class Site:
    def __init__(self, output):
        self.output = output
        self.groups = sources()
        self.linked = set()
        self.terms = []

    def navigation(self, page):
        parts = []
        for name, paths in self.groups.items():
            items = [(page_of(path), self.titles[path]) for path in paths]
            if name == "Project":
                items += [(Path("terms.html"), "Index of terms")]
                items += [(Path("api/documentation/index.html"), "Swift API")] if self.has_api else []
            links = "".join(
                f'<li><a href="{os.path.relpath(target, page.parent)}"{" aria-current=page" if target == page else ""}>'
                f"{html.escape(title)}</a></li>" for target, title in items)
            parts.append(f"<h2>{name}</h2><ul>{links}</ul>")
        return "\n".join(parts)

    def write(self, page, title, description, body):
        target = self.output / page
        target.parent.mkdir(parents=True, exist_ok=True)
        root = "../" * (len(page.parts) - 1)
        full = title if title == "monarch-oracle" else f"{title} · monarch-oracle"
        target.write_text(TEMPLATE.substitute(
            title=html.escape(full), description=html.escape(description, quote=True), root=root, body=body,
            navigation=self.navigation(page)), encoding="utf-8")

    def links(self, path, body):
        """Links to files of the repository become links to their pages; the files are noted."""
        def replaced(match):
            name, target = match[1], html.unescape(match[2])
            if re.match(r"[a-z]+:|#|$", target):
                return match[0]
            file, _, anchor = target.partition("#")
            aim = (path.parent / file).resolve()
            if aim.suffix != ".md":
                self.linked.add(aim)
            link = os.path.relpath(page_of(aim), page_of(path).parent) + (f"#{anchor}" if anchor else "")
            return f'{name}="{html.escape(link, quote=True)}"'
        body = re.sub(r'\b(href|src)="([^"]*)"', replaced, body)
        # A theorem of Coq that is linked by its name is found by it.
        return re.sub(r'(href="[^"]*\.v\.html)"><code>(\w+)</code>', r'\1#\2"><code>\2</code>', body)

    def build(self, symbols):
        self.has_api = (self.output / "api").is_dir()
        paths = [path for group in self.groups.values() for path in group]
        with ThreadPoolExecutor(2) as pool:
            bodies = dict(zip(paths, pool.map(converted, paths)))
        self.titles = {path: plain(re.search(r"<h1[^>]*>(.*?)</h1>", bodies[path], re.S)[1]) for path in paths}
        for path in paths:
            body = bodies[path]
            first = next((plain(text) for text in re.findall(r"<p>(.*?)</p>", body, re.S) if plain(text)), "")
            description = first if len(first) <= 160 else first[:160].rsplit(" ", 1)[0] + " …"
            self.write(page_of(path), self.titles[path], description, self.links(path, body))
            self.collect(path, body)
        for path in sorted(self.linked):
            self.source(path)
        if symbols and self.has_api:
            self.collect_types(symbols)
        self.index()
        shutil.copy(SITE / "style.css", self.output)

    def source(self, path):
        """A file that pages link to, as text; a folder as the list of its files."""
        name = os.path.relpath(path, ROOT)
        page = page_of(path)
        if page == Path(name):
            (self.output / page).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, self.output / page)
        elif path.is_dir():
            files = [file for file in sorted(path.iterdir()) if file.is_file() and not file.name.startswith(".")]
            if (path / "README.md") in files:
                return
            items = []
            for file in files:
                self.source(file)
                items.append(f'<li><a href="{os.path.relpath(page_of(file), page.parent)}">{file.name}</a></li>')
            self.write(page, name, f"The files of {name}.", f"<h1>{name}</h1><ul>{''.join(items)}</ul>")
        else:
            text = html.escape(path.read_text(encoding="utf-8"))
            if path.suffix == ".v":
                def anchored(match):
                    self.terms.append((match[3], f"Coq, {path.name}", f"{page}#{match[3]}"))
                    return f'{match[1]}{match[2]} <b id="{match[3]}">{match[3]}</b>'
                text = re.sub(r"^(\s*)(Theorem|Corollary) (\w+)", anchored, text, flags=re.M)
            self.write(page, name, f"The source of {name}.", f"<h1>{name}</h1><pre><code>{text}</code></pre>")

    def collect(self, path, body):
        """The terms of a page: its title, its headings, its id and its laws."""
        page, title = page_of(path), self.titles[path]
        self.terms.append((title, "page", str(page)))
        if "Docs/Theorems" in str(path) and path.stem not in ("README", "errors"):
            self.terms.append((path.stem, title, str(page)))
            laws = re.search(r"<li>(?:<p>)?laws: (.*?)</li>", body, re.S)
            for law in re.findall(r"<code>(.*?)</code>", laws[1]) if laws else []:
                self.terms.append((law, f"law of {path.stem}", str(page)))
            return
        for anchor, text in re.findall(r'<h[23] id="([^"]+)">(.*?)</h[23]>', body, re.S):
            self.terms.append((plain(text), title, f"{page}#{anchor}"))

    def collect_types(self, symbols):
        for file in sorted(Path(symbols).rglob("*.symbols.json")):
            if "@" in file.name:
                continue
            graph = json.loads(file.read_text(encoding="utf-8"))
            module = graph["module"]["name"]
            for symbol in graph["symbols"]:
                names = symbol["pathComponents"]
                link = "/".join(["api/documentation", module.lower()] + [name.lower() for name in names])
                if symbol["kind"]["identifier"] in ("swift.struct", "swift.enum", "swift.class", "swift.protocol"):
                    self.terms.append((".".join(names), f"type of {module}", f"{link}/index.html"))

    def index(self):
        letters = {}
        for term in sorted(set(self.terms), key=lambda term: (term[0].lower(), term)):
            first = term[0][:1].upper()
            letters.setdefault(first if first.isascii() and first.isalpha() else "…", []).append(term)
        jump = " ".join(f'<a href="#letter-{letter}">{letter}</a>' for letter in letters)
        body = "".join(
            f'<h2 id="letter-{letter}">{letter}</h2><dl class="terms">' + "".join(
                f'<dt><a href="{html.escape(link, quote=True)}">{html.escape(term)}</a></dt><dd>{html.escape(where)}</dd>'
                for term, where, link in terms) + "</dl>" for letter, terms in letters.items())
        self.write(Path("terms.html"), "Index of terms",
                   "Every page, heading, theorem, law, theorem of Coq and Swift type, in alphabetical order.",
                   f"<h1>Index of terms</h1><p>{jump}</p>{body}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    site = Site(Path(sys.argv[1]).resolve())
    site.build(sys.argv[2] if len(sys.argv) == 3 else None)
    print(sum("api" not in page.relative_to(site.output).parts for page in site.output.rglob("*.html")), "pages")
