// What Kubernetes takes as the key of a node's taint.

/** A qualified name: `iamctl/proxy-not-ready`. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export function isTaintKey(text: string): boolean {
  const name = text.replace(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\//, "");
  return /^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/.test(name);
}
