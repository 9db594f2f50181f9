import { ArgumentError, html, markdown } from "txlab";
import { expect, test } from "vitest";

const bundle = (value: object): Promise<Record<string, string>> =>
  (value as Record<symbol, () => Promise<Record<string, string>>>)[Symbol.for("Jupyter.display")]!();

test("html as a tag escapes what is put in, save other HTML", async () => {
  const value = html`<b>${"a < b"}</b> ${html("<i>c</i>")}`;
  expect(value.source).toBe("<b>a &lt; b</b> <i>c</i>");
  expect(await bundle(value)).toEqual({ "text/html": value.source, "text/plain": "a < b c" });
});

test("html as a function takes the text as it is, and a terminal sees no tags", () => {
  expect(String(html("<style>p { color: red }</style><p>seen &amp; read</p>"))).toBe("seen & read");
});

test("markdown is rendered by the notebook and readable without it", async () => {
  expect(await bundle(markdown`# ${"Overlap"}`)).toEqual({
    "text/markdown": "# Overlap",
    "text/plain": "# Overlap",
  });
});

test("anything but text is refused", () => {
  expect(() => html(3 as unknown as string)).toThrow(ArgumentError);
});
