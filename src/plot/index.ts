// Charts, tables and numbers as people read them. Everything here takes plain values and knows no statistics.
export { type Chart, chart, chartImage, type VegaLiteSpec } from "./chart.js";
export { displayable, displayBundle, type MimeBundle, type View } from "./display.js";
export { type ForestPlotOptions, type ForestPlotRow, forestPlot } from "./forest-plot.js";
export {
  formatCompact,
  formatFixed,
  formatNumber,
  formatPercent,
  formatPValue,
  formatSigned,
} from "./format.js";
export { escapeHtml, warningHtml } from "./html.js";
export { type LovePlotRow, lovePlot } from "./love-plot.js";
export { overlapChart } from "./overlap-chart.js";
export { renderSvg } from "./render.js";
export { type TableColumn, type TextTable, tableHtml, tableText } from "./table.js";
