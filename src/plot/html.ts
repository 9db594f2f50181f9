const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe to stand in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** A warning box, as results show it. */
export function warningHtml(message: string): string {
  return `<div style="border-left:4px solid #b35900;padding:2px 8px;margin:4px 0"><strong>Warning:</strong> ${escapeHtml(message)}</div>`;
}
