"""Screens one after another in a single SVG that plays by itself, without a script."""

import re
from dataclasses import dataclass

_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_OWN_NAME = re.compile(r"terminal-\d+")
_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_CLIPS = re.compile(
    r'\s*<clipPath id="[^"]*-line-.*?</clipPath>|\s*clip-path="[^"]*-line-\d+\)"', re.DOTALL
)
"""What keeps each row to its own: a third of the file, and no row is longer than the screen."""
_CAPTION_HEIGHT = 44


@dataclass(frozen=True, slots=True)
class Frame:
    """A screen as an SVG of its own, what was done to get there, and seconds to look at it."""

    svg: str
    caption: str
    seconds: float


def animated(frames: list[Frame]) -> str:
    """Return the frames as one SVG, over and over; without motion it shows the last one."""
    size = _SIZE.search(frames[0].svg)
    assert size
    width, height = float(size[1]), float(size[2])
    total = sum(frame.seconds for frame in frames)
    shown, rules, at = [], [], 0.0
    for number, frame in enumerate(frames):
        rules.append(_rule(number, at / total, (at + frame.seconds) / total))
        shown.append(_drawn(number, frame, width, height))
        at += frame.seconds
    fonts = "".join(_FONTS.findall(frames[0].svg))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + _CAPTION_HEIGHT}">'
        f"<style>{fonts}\n.frame {{ animation: {total:g}s step-end infinite; opacity: 0 }}\n"
        f"{''.join(rules)}.caption {{ font: bold 22px arial; fill: #57606a }}\n"
        "@media (prefers-reduced-motion: reduce) {\n"
        ".frame { animation: none } .frame:last-of-type { opacity: 1 } }\n"
        f"</style>\n{''.join(shown)}</svg>\n"
    )


def _rule(number: int, since: float, until: float) -> str:
    stops = {0.0: 0, since: 1, **({until: 0} if until < 1 else {})}
    steps = " ".join(f"{share:.3%} {{ opacity: {seen} }}" for share, seen in stops.items())
    return f"@keyframes f{number} {{ {steps} }}\n.f{number} {{ animation-name: f{number} }}\n"


def _drawn(number: int, frame: Frame, width: float, height: float) -> str:
    screen = _OWN_NAME.sub(f"s{number}", _CLIPS.sub("", _FONTS.sub("", frame.svg)))
    screen = screen.replace("<svg ", f'<svg width="{width}" height="{height}" ', 1)
    caption = frame.caption.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<g class="frame f{number}">{screen}'
        f'<text class="caption" x="12" y="{height + 30}">{caption}</text></g>\n'
    )
