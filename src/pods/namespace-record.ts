// A namespace as far as it limits which roles its pods may hold.
import type { Annotations } from "./annotations.ts";

export interface NamespaceRecord {
  readonly name: string;
  readonly annotations: Annotations;
}
