import { type Chart, chart } from "../../plot/chart.js";
import type { Shown } from "./trajectory-table.js";

const width = 460;

/** Variables over time as steps, and below them who would have done what; red frames and "!" mark advice without support. */
export function trajectoryChart(shown: Shown): Chart {
  const { patient, ending, steps, columns, actionNames, warnings } = shown;
  const times = steps.map(({ time }) => time);
  const variables =
    columns.length > 0
      ? columns.map((name, k) => ({ name, values: steps.map(({ values }) => values[k]!) }))
      : [{ name: "state", values: steps.map(({ state }) => state ?? Number.NaN) }];
  const said = warnings.map(({ message }) => ` ${message}`).join("");
  return chart(`Patient ${patient}, ${steps.length} observations, ${ending}.${said}`, {
    title: { text: `Patient ${patient}: ${ending}`, anchor: "start", fontSize: 12 },
    vconcat: [
      ...variables.map(({ name, values }) => variable(name, times, values)),
      advised(rowsOf(shown), times, actionNames),
    ],
    spacing: 8,
    resolve: { scale: { x: "independent" } },
  });
}

/** One variable; the axis of time is drawn once, below all. */
function variable(name: string, times: readonly number[], values: readonly number[]): object {
  return {
    width,
    height: 34,
    data: { values: times.map((time, k) => ({ time, value: values[k] })) },
    mark: { type: "line", interpolate: "step-after", point: { size: 18 }, color: "#3b6ea8", aria: false },
    encoding: {
      x: { ...timeAxis(times, "point"), axis: null },
      y: {
        field: "value",
        type: "quantitative",
        title: name,
        axis: {
          titleAngle: 0,
          titleAlign: "right",
          titleX: -46,
          titleY: 18,
          values: ends(values),
          format: "~g",
        },
        scale: { zero: false, nice: false, padding: 4 },
      },
    },
  };
}

/** Least and largest value that was seen, where the axis has its marks. */
function ends(values: readonly number[]): number[] {
  const known = values.filter((value) => Number.isFinite(value));
  return [...new Set([Math.min(...known), Math.max(...known)])];
}

interface Cell {
  readonly time: number;
  readonly who: string;
  readonly action: string;
  readonly supported: boolean;
}

function rowsOf({ steps, actionNames }: Shown): Cell[] {
  return steps.flatMap(({ time, given, advice }) =>
    given === undefined
      ? []
      : [
          { time, who: "given", action: actionNames[given]!, supported: true },
          ...advice.map(({ policy, action, supported }) => ({
            ...{ time, who: policy, action: actionNames[action]! },
            supported: supported !== false,
          })),
        ],
  );
}

function advised(values: readonly Cell[], times: readonly number[], actionNames: readonly string[]): object {
  const x = { ...timeAxis(times, "band"), title: "time", axis: { labelAngle: 0 } };
  const y = { field: "who", type: "nominal", title: null, sort: null };
  const used = actionNames.filter((name) => values.some(({ action }) => action === name));
  const unsupported = { filter: "!datum.supported" };
  return {
    width,
    height: { step: 26 },
    data: { values },
    layer: [
      {
        mark: { type: "rect", aria: false },
        encoding: {
          ...{ x, y },
          color: {
            field: "action",
            type: "nominal",
            title: "action",
            legend: { labelLimit: 0 },
            scale: { scheme: "tableau10" },
            sort: used,
          },
        },
      },
      {
        transform: [unsupported],
        mark: { type: "rect", filled: false, stroke: "#b00020", strokeWidth: 3, aria: false },
        encoding: { x, y },
      },
      {
        transform: [unsupported],
        mark: { type: "text", text: "!", color: "#b00020", fontWeight: "bold", fontSize: 16, aria: false },
        encoding: { x, y },
      },
    ],
  };
}

/** Points lie in the middle of the bands below them. */
function timeAxis(times: readonly number[], type: "point" | "band"): object {
  const scale = type === "band" ? { type, paddingInner: 0.06, paddingOuter: 0.03 } : { type, padding: 0.5 };
  return { field: "time", type: "ordinal", scale: { ...scale, domain: times } };
}
