/** Makes notebooks for tests. */

export interface Output {
  readonly output_type: string;
  readonly [key: string]: unknown;
}

export function markdown(source: string): object {
  return { id: "m", cell_type: "markdown", metadata: {}, source };
}

export function code(source: string, outputs: readonly Output[] = [], tags: readonly string[] = []): object {
  return { id: "c", cell_type: "code", metadata: { tags }, execution_count: 1, source, outputs };
}

export function result(data: Record<string, unknown>): Output {
  return { output_type: "execute_result", execution_count: 1, metadata: {}, data };
}

export function stream(text: string, name = "stdout"): Output {
  return { output_type: "stream", name, text };
}

export function notebook(...cells: object[]): { cells: object[] } & Record<string, unknown> {
  const kernelspec = { name: "txlab", display_name: "TypeScript (txlab)", language: "typescript" };
  const numbered = cells.map((cell, i) => ({ ...cell, id: `cell-${i}` }));
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: numbered };
}
