// Reads which pods a Kubernetes Service stands for.
import type { KubeApi } from "./open-api.ts";
import { serviceKind } from "./resource-kinds.ts";

/** Empty for a Service that selects by no label: an external name, or one whose endpoints somebody else fills in. */
export async function readSelector(
  api: KubeApi,
  namespace: string,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const service = await api.find<ApiService>(serviceKind, namespace, name);
  return service === undefined ? undefined : (service.spec?.selector ?? {});
}

interface ApiService {
  readonly spec?: { readonly selector?: Readonly<Record<string, string>> };
}
