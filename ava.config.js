export default {
  files: ["build/test/**/*.js", "!build/test/helpers/**", "!build/test/peers/**"],
  environmentVariables: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", NO_COLOR: "1" },
  // Without any test that ends, and on the slowest machine: it is there for what never ends.
  timeout: "10m",
};
