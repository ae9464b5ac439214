// Who plays in the demo: workloads, roles and buckets of the default scenario.

/** Uses a bucket and holds no role until the demo grants it one. */
export const newcomer = {
  namespace: "media",
  name: "thumbnails",
  role: "thumbnails",
  bucket: "harbor-thumbnails",
} as const;

/** Holds its own role already. */
export const neighbour = { namespace: "media", name: "covers", role: "covers", bucket: "harbor-covers" } as const;

/** Names a role that does not exist. */
export const broken = { namespace: "shop", name: "checkout" } as const;
