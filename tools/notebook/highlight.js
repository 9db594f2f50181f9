import ts from "typescript";
import { escapeHtml } from "./escape.js";

/** TypeScript source as HTML with spans for keywords, strings, numbers and comments. */
export function highlight(source) {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, source);
  // A template's parts are told apart from a block's brace by counting the braces open inside each template.
  const templates = [];
  let html = "";
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind === ts.SyntaxKind.TemplateHead) templates.push(0);
    else if (templates.length > 0 && kind === ts.SyntaxKind.OpenBraceToken) templates[templates.length - 1]++;
    else if (templates.length > 0 && kind === ts.SyntaxKind.CloseBraceToken) {
      if (templates[templates.length - 1] > 0) templates[templates.length - 1]--;
      else {
        kind = scanner.reScanTemplateToken(false);
        if (kind === ts.SyntaxKind.TemplateTail) templates.pop();
      }
    }
    const style = styleOf(kind);
    const text = escapeHtml(scanner.getTokenText());
    html += style ? `<span class="${style}">${text}</span>` : text;
  }
  return html;
}

function styleOf(kind) {
  const { SyntaxKind } = ts;
  if (kind >= SyntaxKind.FirstReservedWord && kind <= SyntaxKind.LastReservedWord) return "keyword";
  if (
    [
      SyntaxKind.AwaitKeyword,
      SyntaxKind.AsyncKeyword,
      SyntaxKind.FromKeyword,
      SyntaxKind.TypeKeyword,
      SyntaxKind.OfKeyword,
    ].includes(kind)
  ) {
    return "keyword";
  }
  if (kind === SyntaxKind.NumericLiteral || kind === SyntaxKind.BigIntLiteral) return "number";
  if (
    kind === SyntaxKind.StringLiteral ||
    (kind >= SyntaxKind.FirstTemplateToken && kind <= SyntaxKind.LastTemplateToken)
  ) {
    return "string";
  }
  if (kind === SyntaxKind.SingleLineCommentTrivia || kind === SyntaxKind.MultiLineCommentTrivia)
    return "comment";
  return "";
}
