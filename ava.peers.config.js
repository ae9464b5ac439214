// The longest first, because a long one that begins last would run alone.
const longest = [
  ...["one-world", "interception-rules", "clients", "least-privilege", "least-privilege-workloads", "kubectl"],
  ...["many-pods", "watch", "proxy", "client-faults"],
];
const places = longest.map((name) => `/${name}.js`);

function placeOf(file) {
  const place = places.findIndex((ending) => file.endsWith(ending));
  return place === -1 ? places.length : place;
}

export default {
  files: ["build/test/peers/*.js"],
  environmentVariables: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", NO_COLOR: "1" },
  sortTestFiles: (one, other) => placeOf(one) - placeOf(other),
  // Each file has real programs of its own, some five hundred megabytes of them, and half of its time is waiting.
  concurrency: 4,
  // Peers are tied to the process that started them; a thread's end would not always end them.
  workerThreads: false,
  // Without any test that ends, and on the slowest machine: it is there for what never ends.
  timeout: "20m",
};
