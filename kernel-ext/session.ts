import { InterruptedError } from "../src/errors.js";
import { describeThrown, type Failure } from "./cell/failure.js";
import { CellRunner, type Outcome } from "./cell/runner.js";
import { bundleOf } from "./display/bundle.js";
import { completions, inspection } from "./language.js";
import { LateErrors } from "./late-errors.js";
import { Output } from "./output.js";
import { startTslab, type Tslab } from "./tslab.js";
import type { Wire } from "./wire/client.js";
import type { Content, Header, ToMain } from "./wire/protocol.js";
import { slot } from "./wire/protocol.js";

type Request = Extract<ToMain, { kind: "request" }>;

/** A notebook's session: answers the requests that the wire hands over. */
export class Session {
  readonly output: Output;
  readonly late: LateErrors;
  readonly #wire: Wire;
  readonly #folder: string;
  readonly #declarations: readonly string[];
  readonly #history: [number, number, string][] = [];
  #tslab: Tslab | undefined;
  #runner: CellRunner | undefined;
  #count = 0;
  #interrupt: ((error: Error) => void) | undefined;

  constructor(wire: Wire, folder: string, declarations: readonly string[]) {
    this.#wire = wire;
    this.#folder = folder;
    this.#declarations = declarations;
    this.output = new Output(wire);
    this.late = new LateErrors((header, failure) => wire.publish("error", header, { ...failure }));
  }

  /** Creates the compiler, which takes a second: at the first cell, or before it when there is time. */
  warm(): { tslab: Tslab; runner: CellRunner } {
    if (!this.#tslab || !this.#runner) {
      Atomics.store(this.#wire.shared.slots, slot.guarded, 1);
      this.#tslab = startTslab(this.#declarations);
      this.#runner = new CellRunner(this.#tslab, this.#folder);
      Atomics.store(this.#wire.shared.slots, slot.guarded, 0);
    }
    return { tslab: this.#tslab, runner: this.#runner };
  }

  interrupt(): void {
    this.#interrupt?.(new InterruptedError("The cell was interrupted."));
  }

  /** Something was thrown, or a promise rejected, outside of any call that waits for it. */
  stray(thrown: unknown): void {
    const failure = describeThrown(thrown, this.warm().runner.origins);
    this.late.add(failure);
  }

  async handle(request: Request): Promise<void> {
    const { id, header, content } = request;
    const type = header.msg_type.replace(/_request$/, "_reply");
    try {
      if (header.msg_type === "execute_request") return await this.#execute(request);
      const reply = this.#answer(header.msg_type, content);
      this.#wire.reply(id, reply ? type : "", reply ?? {});
    } catch (error) {
      const failure = describeThrown(error, this.warm().runner.origins);
      this.#wire.reply(id, type, { status: "error", ...failure });
    }
  }

  #answer(type: string, content: Content): Content | undefined {
    const code = String(content.code ?? "");
    const cursor = Number(content.cursor_pos ?? code.length);
    switch (type) {
      case "complete_request":
        return completions(this.warm().tslab, this.warm().runner.declarations, code, cursor);
      case "inspect_request":
        return inspection(this.warm().tslab, this.warm().runner.declarations, code, cursor);
      case "is_complete_request": {
        const { completed, indent } = this.warm().tslab.isCompleteCode(code);
        return completed ? { status: "complete" } : { status: "incomplete", indent: indent ?? "" };
      }
      case "history_request":
        return { status: "ok", history: this.#historyOf(content) };
      case "comm_info_request":
        return { status: "ok", comms: {} };
      default:
        return undefined;
    }
  }

  async #execute({ id, header, content }: Request): Promise<void> {
    const source = String(content.code ?? "");
    const silent = content.silent === true;
    const stored = !silent && content.store_history !== false;
    if (stored) this.#count++;
    const count = this.#count;
    if (stored) this.#history.push([0, count, source]);
    if (!silent) this.#wire.publish("execute_input", header, { code: source, execution_count: count });
    this.output.begin(header, id, content.allow_stdin !== false);
    this.late.begin(header, count);
    const outcome = await this.#outcome(source, count);
    const failure = this.late.end() ?? (await this.#show(outcome, header, count, silent));
    this.output.end();
    if (failure && !silent) this.#wire.publish("error", header, { ...failure });
    const reply = failure
      ? { status: "error", ...failure, execution_count: count }
      : { status: "ok", execution_count: count, user_expressions: {}, payload: [] };
    this.#wire.reply(id, "execute_reply", reply, failure !== undefined);
  }

  async #outcome(source: string, count: number): Promise<Outcome> {
    const { slots } = this.#wire.shared;
    const interrupted = new Promise<never>((_, reject) => {
      this.#interrupt = reject;
    });
    interrupted.catch(() => {});
    try {
      Atomics.store(slots, slot.guarded, 1);
      const { runner } = this.warm();
      const compiled = runner.compile(source, count);
      Atomics.store(slots, slot.guarded, 0);
      if ("failure" in compiled) return { status: "error", failure: compiled.failure };
      return await Promise.race([compiled.run(), interrupted, this.late.failed]);
    } catch (error) {
      return { status: "error", failure: describeThrown(error, this.warm().runner.origins) };
    } finally {
      Atomics.store(slots, slot.guarded, 0);
      this.#interrupt = undefined;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Shows the result of a cell; returns why the cell failed, if it did. */
  async #show(
    outcome: Outcome,
    header: Header,
    count: number,
    silent: boolean,
  ): Promise<Failure | undefined> {
    if (outcome.status === "error") return outcome.failure;
    if (!outcome.shown || outcome.value === undefined || silent) return undefined;
    try {
      const data = await bundleOf(outcome.value);
      this.#wire.publish("execute_result", header, { data, metadata: {}, execution_count: count });
      return undefined;
    } catch (error) {
      return describeThrown(error, this.warm().runner.origins);
    }
  }

  #historyOf(content: Content): unknown[] {
    const wanted = Number(content.n ?? this.#history.length);
    const entries = content.hist_access_type === "tail" ? this.#history.slice(-wanted) : this.#history;
    return content.output === true ? entries.map(([s, n, code]) => [s, n, [code, null]]) : entries;
  }
}
