{{/* The release has the chart's name where nothing else was chosen. */}}
{{- define "iamctl-proxy.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "iamctl-proxy.labels" -}}
app.kubernetes.io/name: iamctl-proxy
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end }}

{{- define "iamctl-proxy.selector" -}}
app.kubernetes.io/name: iamctl-proxy
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "iamctl-proxy.image" -}}
{{- $image := .Values.image -}}
{{- $repository := required "image.repository: build the proxy's image from iamctl's Containerfile, and name it" $image.repository -}}
{{- if $image.digest -}}
{{ $repository }}@{{ $image.digest }}
{{- else -}}
{{ $repository }}:{{ $image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* As a JSON list. A node's IPv6 address stands in brackets. */}}
{{- define "iamctl-proxy.args" -}}
{{- $proxy := .Values.proxy -}}
{{- $host := ternary "[$(HOST_IP)]" "$(HOST_IP)" $proxy.ipv6 -}}
{{- $operations := ternary $host "127.0.0.1" (ne .Values.monitor.kind "") -}}
{{- $args := list "proxy" (printf "--listen=%s:%d" $host (int $proxy.port)) -}}
{{- $args = append $args (printf "--operations-listen=%s:%d" $operations (int $proxy.operationsPort)) -}}
{{- $args = append $args (printf "--rules=%s" $proxy.rules) -}}
{{- if ne $proxy.rules "off" -}}
{{- $args = concat $args (list (printf "--interface=%s" (join "," $proxy.interfaces)) "--token-key-file=/var/lib/iamctl-proxy/token-key") -}}
{{- end -}}
{{- $args = append $args (printf "--prefix=%s" $proxy.prefix) -}}
{{- range $flag, $value := dict "base-role-arn" $proxy.baseRoleArn "default-role" $proxy.defaultRole "session-tags" $proxy.sessionTags "startup-taint" $proxy.startupTaint -}}
{{- if $value -}}
{{- $args = append $args (printf "--%s=%s" $flag $value) -}}
{{- end -}}
{{- end -}}
{{- $args = append $args (printf "--tokens=%s" $proxy.tokens) -}}
{{- $args = append $args (printf "--namespace-restrictions=%s" $proxy.namespaceRestrictions) -}}
{{- if $proxy.reportOnly -}}
{{- $args = append $args "--report-only" -}}
{{- end -}}
{{- $args = append $args (printf "--log-level=%s" $proxy.logLevel) -}}
{{- concat $args $proxy.extraArgs | toJson -}}
{{- end }}
