export default {
  files: ["build/test/**/*.js", "!build/test/helpers/**", "!build/test/peers/**"],
  environmentVariables: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", NO_COLOR: "1" },
  timeout: "2m",
};
