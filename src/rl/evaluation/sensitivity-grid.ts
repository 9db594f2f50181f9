import { ArgumentError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatFixed } from "../../plot/format.js";
import { warningHtml } from "../../plot/html.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Estimate, ResultWarning } from "../../stats/estimate.js";
import { work } from "../../work.js";

type Setting = string | number;

/** One conclusion under many choices of the analyst. */
export interface SensitivityGrid<Name extends string = string> {
  readonly rows: readonly {
    readonly setting: Readonly<Record<Name, Setting>>;
    readonly estimate: Estimate;
  }[];
  readonly warnings: readonly ResultWarning[];
  toString(): string;
}

/**
 * Runs one analysis under every combination of choices that nobody can defend alone: number of states, discount,
 * horizon, step, softening. Warns when the sign of the answer changes. `run` returns an estimate, usually a difference
 * from the recorded care.
 *
 * @example
 * await sensitivityGrid({ discount: [0.95, 0.99, 1], horizon: [10, 20] }, ({ discount, horizon }) => difference(discount, horizon))
 */
export async function sensitivityGrid<Name extends string>(
  choices: Readonly<Record<Name, readonly Setting[]>>,
  run: (setting: Readonly<Record<Name, Setting>>) => Promise<Estimate>,
): Promise<SensitivityGrid<Name>> {
  const names = Object.keys(choices) as Name[];
  for (const name of names) {
    if (choices[name].length === 0) throw new ArgumentError(`choices.${name} must not be empty.`);
  }
  const settings = names.reduce<Partial<Record<Name, Setting>>[]>(
    (all, name) => all.flatMap((one) => choices[name].map((choice) => ({ ...one, [name]: choice }))),
    [{}],
  ) as Record<Name, Setting>[];
  const rows: { setting: Readonly<Record<Name, Setting>>; estimate: Estimate }[] = [];
  await work("sensitivity", settings.length, async ({ report, check }) => {
    for (const setting of settings) {
      check();
      rows.push({ setting, estimate: await run(setting) });
      report(rows.length);
    }
  });
  const warnings = signChange(rows.map(({ estimate }) => estimate.value));
  const view = (): TextTable => layout(names, rows);
  return displayable(
    { rows, warnings },
    {
      text: () => [tableText(view()), ...warnings.map(({ message }) => `Warning: ${message}`)].join("\n"),
      html: () => [tableHtml(view()), ...warnings.map(({ message }) => warningHtml(message))].join("\n"),
    },
  );
}

function signChange(values: readonly number[]): ResultWarning[] {
  const above = values.filter((value) => value > 0).length;
  const below = values.filter((value) => value < 0).length;
  if (above === 0 || below === 0) return [];
  return [
    {
      code: "sensitive",
      message: `the answer changes its sign: above 0 under ${above} of ${values.length} choices, below under ${below}. It is the choices that speak.`,
    },
  ];
}

function layout<Name extends string>(names: readonly Name[], rows: SensitivityGrid<Name>["rows"]): TextTable {
  return {
    columns: [
      ...names.map((name) => ({ name })),
      ...[{ name: "estimate" }, { name: "95% interval" }],
      ...(rows.some(({ estimate }) => estimate.warnings.length > 0)
        ? [{ name: "warned of", align: "left" as const }]
        : []),
    ],
    rows: rows.map(({ setting, estimate }) => {
      const { low, high } = estimate.interval();
      const digits = (x: number): string => formatFixed(x, 3);
      return [
        ...names.map((name) => String(setting[name])),
        digits(estimate.value),
        `${digits(low)} to ${digits(high)}`,
        ...(rows.some((each) => each.estimate.warnings.length > 0)
          ? [estimate.warnings.map(({ code }) => code).join(", ")]
          : []),
      ];
    }),
  };
}
