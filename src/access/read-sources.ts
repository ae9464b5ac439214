// Counts what was read: every call that was answered, how often, and how many objects the lists held.

export interface ReadSource {
  /** `iam:GetRole`, `list pods`; `read manifests` for files. */
  readonly call: string;
  readonly answers: number;
  /** Of lists that were read to their end. */
  readonly objects?: number | undefined;
}

export interface SourceCount {
  readonly note: (call: string, objects?: number) => void;
  /** What was read since it was last taken, by name. */
  readonly take: () => readonly ReadSource[];
}

export function createSourceCount(): SourceCount {
  let sources = new Map<string, ReadSource>();
  return {
    note(call, objects) {
      const known = sources.get(call);
      const sum = objects === undefined ? known?.objects : (known?.objects ?? 0) + objects;
      sources.set(call, {
        call,
        answers: (known?.answers ?? 0) + 1,
        ...(sum !== undefined && { objects: sum }),
      });
    },
    take() {
      const taken = [...sources.values()].toSorted((one, other) => (one.call < other.call ? -1 : 1));
      sources = new Map();
      return taken;
    },
  };
}
