import type { Header } from "./protocol.js";

type Name = "stdout" | "stderr";
type Send = (name: Name, parent: Header | undefined, text: string) => void;

/** Joins what a loop prints into messages of at most 20 ms or a megabyte; the first of a pause goes at once. */
export class StreamBuffer {
  readonly #send: Send;
  #parts: string[] = [];
  #size = 0;
  #name: Name = "stdout";
  #parent: Header | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sentAt = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  add(name: Name, parent: Header | undefined, text: string): void {
    if (name !== this.#name || parent?.msg_id !== this.#parent?.msg_id) this.flush();
    this.#name = name;
    this.#parent = parent;
    this.#parts.push(text);
    this.#size += text.length;
    if (this.#size > 1 << 20 || performance.now() - this.#sentAt > 20) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), 20);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#size === 0) return;
    const text = this.#parts.join("");
    this.#parts = [];
    this.#size = 0;
    this.#sentAt = performance.now();
    this.#send(this.#name, this.#parent, text);
  }
}
