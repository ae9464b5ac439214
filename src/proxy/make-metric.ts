// The two plain kinds of metrics: counts by a word of ours, and values that are read when somebody asks.
import { Counter, Gauge, type Registry } from "prom-client";

export function keysOf<Key extends string>(values: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(values) as Key[];
}

interface CounterText {
  readonly name: string;
  readonly help: string;
  readonly label: string;
}

/** Every series is there from the start, so that the first increase of one can be seen. */
export function count<Value extends string>(
  registry: Registry,
  values: Readonly<Record<Value, 0>>,
  { name, help, label }: CounterText,
): (value: Value) => void {
  const counter = new Counter({ name, help, labelNames: [label], registers: [registry] });
  for (const value of keysOf(values)) counter.inc({ [label]: value }, 0);
  return (value) => counter.inc({ [label]: value });
}

/** Not shown while `read` answers nothing. */
export function gauge(name: string, help: string, read: () => number | undefined): Gauge {
  return new Gauge({
    name,
    help,
    registers: [],
    collect() {
      const value = read();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
}
