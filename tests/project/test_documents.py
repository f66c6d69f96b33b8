"""The shape of docs/: folders that can be looked through, an index that lists all, pages in two languages that say the
same, decisions that know each other."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
VIETNAMESE = sorted(DOCS.rglob("*.vi.md"))


def links(path: Path) -> set[Path]:
    """The files that a document links to."""
    return {(path.parent / link).resolve() for link in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8"))}


def test_the_index_lists_every_document() -> None:
    documents = {path for group in ("start", "do", "look-up", "understand") for path in (DOCS / group).glob("*.md")}
    documents.add(DOCS / "decisions" / "README.md")
    assert documents - links(DOCS / "index.md") == set()


def test_folders_can_be_looked_through() -> None:
    """A page in two languages is one."""
    folders = [folder for folder in DOCS.iterdir() if folder.is_dir()]
    sizes = {folder.name: len({english(path) for path in folder.iterdir()}) for folder in folders}
    assert {name: size for name, size in sizes.items() if size > 15} == {"decisions": sizes["decisions"]}


def english(path: Path) -> Path:
    """The English page of a Vietnamese one."""
    return path.with_name(path.name.replace(".vi.md", ".md"))


def outline(path: Path) -> list[str]:
    """What a page is made of, in order: headings, list items, lines of tables, blocks of code; a paragraph is empty."""
    text = re.sub(r"```.*?```", "```", path.read_text("utf-8"), flags=re.DOTALL)
    return re.findall(r"^(#+(?= )|\||-(?= )|\d(?=\. )|```)|(?<=\n\n)\S", text, re.MULTILINE)


@pytest.mark.parametrize("path", VIETNAMESE, ids=lambda path: path.stem)
def test_a_page_in_two_languages_has_the_same_parts(path: Path) -> None:
    assert outline(path) == outline(english(path))


@pytest.mark.parametrize("path", VIETNAMESE, ids=lambda path: path.stem)
def test_two_languages_link_to_each_other(path: Path) -> None:
    heads = [page.read_text("utf-8").partition("\n## ")[0] for page in (path, english(path))]
    assert f"[English]({english(path).name})" in heads[0]
    assert re.search(rf"\[Tiếng\sViệt\]\({re.escape(path.name)}\)", heads[1])


@pytest.mark.parametrize("path", [*VIETNAMESE, DOCS.parent / "README.vi.md"], ids=lambda path: path.stem)
def test_vietnamese_pages_lead_to_vietnamese_pages(path: Path) -> None:
    text = re.sub(r"\[English\]\([^)]+\)", "", path.read_text("utf-8"))
    linked = {(path.parent / link).resolve() for link in re.findall(r"\]\(([^)#\s]+)", text)}
    assert linked & {english(each).resolve() for each in VIETNAMESE} == set()


def test_the_index_of_decisions_tells_title_and_status() -> None:
    index = (DOCS / "decisions" / "README.md").read_text("utf-8")
    for path in DECISIONS:
        number, title = re.findall(r"\A# (\d+)\. (.+)$", path.read_text("utf-8"), re.MULTILINE)[0]
        amends = [f"amends {each}" for each in field(path, "Amends")]
        status = "; ".join(field(path, "Status") + amends)
        assert f"| [{number}]({path.name}) | {title} | {status} |" in index


def field(path: Path, name: str) -> list[str]:
    """A line of a decision's head: none or one."""
    return re.findall(rf"^- {name}: (.+)$", path.read_text("utf-8").partition("\n## ")[0], re.MULTILINE)


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_parts(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", "".join(field(path, "Date")))
    assert re.match(r"accepted$|accepted, amended by \[|superseded by \[", "".join(field(path, "Status")))


def test_amendments_are_told_on_both_sides() -> None:
    def pairs(name: str, pattern: str) -> set[tuple[str, str]]:
        return {
            (path.name, other)
            for path in DECISIONS
            for line in field(path, name)
            if re.search(pattern, line)
            for other in re.findall(r"\(([^)]+)\)", line)
        }

    amended = {(new, old) for old, new in pairs("Status", "amended by")}
    superseded = {(new, old) for old, new in pairs("Status", "superseded by")}
    assert amended
    assert (pairs("Amends", ""), pairs("Supersedes", "")) == (amended, superseded)
