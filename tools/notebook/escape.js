const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text made safe to stand in HTML; kept here so that a report can be written without the built library. */
export function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}
