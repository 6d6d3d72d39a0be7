"""Tokens as running text: pieces in tints that take turns, with what stands for them below."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from helpers.render.html import quoted, shown
from helpers.render.numbers import colours, number
from helpers.tokens import Counts, Piece, groups, joined_text

VIEWS = ("tokens", "IDs", "bytes")
MOST_TOKENS = 512  # more cannot be drawn between two keystrokes, nor be read
MOST_REST = 1000  # of the tokens that follow, which nobody reads to their end
MOST_OPENED = 64  # so many tokens open at a touch; in a longer text the keyboard would have to pass too many


def tokens(
    pieces: Sequence[Piece],
    view: str = "tokens",
    raw: bool = False,
    differing: Sequence[bool] | None = None,
    limit: int = MOST_TOKENS,
) -> Markup:
    """Pieces as running text, those that share a character in one box; what follows the first ones without its IDs.

    Args:
        view: one of ``VIEWS``: what stands first; the token's ID below it, or the token below an ID or bytes.
        raw: write tokens as the vocabulary does, with ``Ġ`` for a space.
        differing: for each piece, whether to mark it.
    """
    drawn = pieces[:limit]
    # This runs on every keystroke, so the strings are put together directly; each part is escaped where it is made.
    parts, place = ['<ol class="tokens">'], 0
    for group in groups(drawn):
        items = []
        for piece in group:
            mark = bool(differing and differing[place])
            items.append(_item(piece, place, view, raw, mark, len(drawn) <= MOST_OPENED))
            place += 1
        if len(group) > 1:
            said = Markup("{}: {} tokens share a character").format(quoted(joined_text(group)), len(group))
            parts.append(f'<li class="group"><ol>{"".join(items)}</ol><small>{said}</small></li>')
        else:
            parts += items
    parts.append("</ol>")
    if rest := pieces[len(drawn) :]:
        parts.append(_rest(f"The {len(rest):,} tokens after these:", rest, view, raw))
    return Markup("".join(parts))


def cut_tokens(sentence: str, pieces: Sequence[Piece], view: str = "tokens", raw: bool = False) -> Markup:
    """Pieces that truncation cuts away, below the sentence that says so."""
    return Markup(_rest(sentence, pieces, view, raw))


def _item(piece: Piece, place: int, view: str, raw: bool, differs: bool, opens: bool) -> str:
    token = raw_token(piece) if raw else drawn_token(piece)
    data = piece.hexadecimal
    if view == "tokens":
        first, second = token, str(piece.token_id)
    elif view == "IDs":
        first, second = _code(piece, str(piece.token_id)), token
    else:
        first, second = _code(piece, data or "none"), token
    names = piece.kind + (" differs" if differs else "")
    kind = "" if piece.kind == "text" else f" <small>{_kind(piece)}</small>"
    shown_parts = f"{first} <small>{second}</small>{kind}"
    if not opens:
        return f'<li class="{names}">{shown_parts}</li>'
    stands = f"bytes {data}" if data else "no byte of the text"
    more = f"Place {place}, ID {piece.token_id}, in the vocabulary {raw_token(piece)}, {stands}"
    return f'<li class="{names}"><details name="token"><summary>{shown_parts}</summary><p>{more}</p></details></li>'


def _kind(piece: Piece) -> str:
    return "special, in the text" if piece.special_in_text else piece.kind


def weighed_tokens(pieces: Sequence[Piece], values: Sequence[float | None]) -> Markup:
    """Pieces as running text, each in the colour of a signed number that stands below it; – where there is none."""
    largest = max((abs(value) for value in values if value is not None), default=0) or 1
    items = []
    for piece, value in zip(pieces, values, strict=True):
        if value is None:
            items.append(f'<li class="special">{drawn_token(piece)} <small>–</small></li>')
        else:
            text, back = colours(0.6 * value / largest)
            code = f'<span class="weighed" style="color: {text}; background: {back}">{drawn_token(piece)}</span>'
            items.append(f"<li>{code} <small>{number(value, 2, sign=True)}</small></li>")
    return Markup(f'<ol class="tokens weighed">{"".join(items)}</ol>')


def raw_token(piece: Piece) -> Markup:
    """A token as the vocabulary writes it."""
    return _code(piece, shown(piece.token))


def drawn_token(piece: Piece) -> Markup:
    """A token as the text that it stands for; bytes that are no whole characters as hexadecimal numbers."""
    if not piece.data:
        return raw_token(piece)
    text = piece.text
    return _code(piece, f"bytes {piece.hexadecimal}" if text is None else shown(text, mark_spaces=True))


def _code(piece: Piece, text: str | Markup) -> Markup:
    return Markup(f'<code data-token-id="{piece.token_id}">{escape(text)}</code>')


def _rest(sentence: str, all_of_them: Sequence[Piece], view: str, raw: bool) -> str:
    pieces = all_of_them[:MOST_REST]
    if view == "IDs":
        text = escape(" ".join(str(piece.token_id) for piece in pieces))
    elif view == "bytes":
        text = escape(" ".join(piece.hexadecimal for piece in pieces))
    elif raw:
        text = shown(" ".join(piece.token for piece in pieces))
    else:
        text = shown(joined_text(pieces))
    said, more = escape(sentence), " …" if len(all_of_them) > MOST_REST else ""
    return f'<p>{said}</p><p class="rest" tabindex="0" role="region" aria-label="{said}">{text}{more}</p>'


def counts_line(counts: Counts) -> Markup:
    """The sizes of a text in one line; the tokens at its ends are counted apart."""
    ends = counts.tokens - counts.inside
    beside = f" and {ends} at the ends" if ends else ""
    ratio = f", {counts.inside / counts.words:.2f} tokens per word" if counts.words else ""
    return Markup(
        f"{_many(counts.characters, 'character')}, {_many(counts.bytes, 'byte')}, {_many(counts.words, 'word')}, "
        f"{_many(counts.inside, 'token')}{beside}{ratio}."
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
