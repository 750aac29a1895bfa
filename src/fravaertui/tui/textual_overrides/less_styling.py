"""Less styling than Textual does by itself.

Textual styles a widget and all that is in it again when a class of it comes or goes, which for the
screen agents live in is 170 widgets; most rules with such a class are about two or three of them.
"""

from collections.abc import Iterable, Mapping
from typing import Self

from textual.css.model import RuleSet
from textual.dom import DOMNode


class RestyledByClass(DOMNode):
    """A screen or widget that by its classes styles only what the rules with them are about."""

    def set_class(self, add: bool, *class_names: str, update: bool = True) -> Self:
        """Have classes or not."""
        return self.update_classes(dict.fromkeys(class_names, add), update=update)

    def update_classes(
        self, classes: Mapping[str, bool], update: bool = True, animate: bool = True
    ) -> Self:
        """Have some classes and not others, and style once what follows from it."""
        changed = {name for name, has in classes.items() if has != self.has_class(name)}
        super().update_classes(classes, update=False)
        if changed and update and self.is_attached:
            stylesheet = self.app.stylesheet
            named = _named_with(changed, stylesheet.rules)
            # What has just lost its class is no longer named by it.
            within = (node for node in self.walk_children() if named & node._selector_names)
            stylesheet.update_nodes((self, *within), animate=animate)
        return self


def _named_with(classes: set[str], rules: Iterable[RuleSet]) -> set[str]:
    """Return the names of what rules are about in which one of these classes occurs."""
    return {
        name
        for rule in rules
        if any(
            selector.name in classes
            for selectors in rule.selector_set
            for selector in selectors.selectors
        )
        for name in rule.selector_names
    }
