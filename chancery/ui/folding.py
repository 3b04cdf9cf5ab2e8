"""Templates, compiled once a language: what cannot change between two requests is text from then on.

A page has some 150 words, drawings and addresses that are the same for everybody who reads that language. Looked up anew in each
request they cost more than the page's own data.
"""

from __future__ import annotations

from threading import RLock
from typing import Any

from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, Template, TextNode, Variable
from django.template.defaulttags import AutoEscapeControlNode, IfNode, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import ExtendsNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

CONSTANT_TAGS = frozenset({"icon", "sep", "tag", "state"})


class Loader(cached.Loader):
    """Keeps each template once a language, with what is constant in it drawn already."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{get_language()}:{super().cache_key(template_name, skip)}"

    def __init__(self, engine: Any, loaders: Any) -> None:
        super().__init__(engine, loaders)
        self.folded: dict[str, Template] = {}
        self.folding = RLock()

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        key = self.cache_key(template_name, skip)
        if key not in self.folded:
            # One thread folds; nobody draws a template that is half folded.
            with self.folding:
                if key not in self.folded:
                    template: Template = super().get_template(template_name, skip)
                    fold(template.nodelist)
                    self.folded[key] = template
        return self.folded[key]

    def reset(self) -> None:
        """Forget all templates."""
        super().reset()
        self.folded.clear()


def fold(nodes: NodeList) -> None:
    """Draw the constant nodes of a list, and join texts that come to lie side by side; in place, at every depth."""
    folded: list[Node] = []
    for node in nodes:
        if is_constant(node):
            node = TextNode(node.render(Context()))
        elif not isinstance(node, AutoEscapeControlNode):
            for inner in inner_lists(node):
                fold(inner)
        before = folded[-1] if folded else None
        if isinstance(node, TextNode) and isinstance(before, TextNode):
            folded[-1] = TextNode(before.s + node.s)
        else:
            folded.append(node)
    nodes[:] = folded


def inner_lists(node: Node) -> list[NodeList]:
    """The lists of nodes within a node: branches, bodies, blocks."""
    match node:
        case IfNode():
            return [branch for _, branch in node.conditions_nodelists]
        case ExtendsNode():
            return [block.nodelist for block in node.blocks.values()]
    lists = [getattr(node, name, None) for name in node.child_nodelists]
    return [inner for inner in lists if isinstance(inner, NodeList)]


def is_constant(node: Node) -> bool:
    """Whether a node says the same in every request of this language."""
    match node:
        case TranslateNode():
            return node.asvar is None and is_literal(node.filter_expression) and node.message_context is None
        case StaticNode():
            return node.varname is None and is_literal(node.path)
        case URLNode():
            return not (node.asvar or node.args or node.kwargs) and is_literal(node.view_name)
        case SimpleNode():
            given = [*node.args, *node.kwargs.values()]
            return node.target_var is None and node.func.__name__ in CONSTANT_TAGS and all(map(is_literal, given))
    return False


def is_literal(expression: FilterExpression) -> bool:
    """Whether an expression is a word in quotes, without a filter."""
    said = expression.var
    return not expression.filters and (not isinstance(said, Variable) or said.lookups is None)
