{{- define "client-intents.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains .Chart.Name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "client-intents.selectorLabels" -}}
app.kubernetes.io/name: client-intents
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "client-intents.labels" -}}
{{ include "client-intents.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "client-intents.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "client-intents.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- required "serviceAccount.name is needed where serviceAccount.create is false" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The name by which the API server knows the operator. */}}
{{- define "client-intents.user" -}}
{{- printf "system:serviceaccount:%s:%s" .Release.Namespace (include "client-intents.serviceAccount" .) }}
{{- end }}

{{- define "client-intents.image" -}}
{{- $image := .Values.image }}
{{- if $image.digest }}
{{- printf "%s@%s" $image.repository $image.digest }}
{{- else }}
{{- printf "%s:%s" $image.repository (default .Chart.AppVersion $image.tag) }}
{{- end }}
{{- end }}

{{/* "true" where the guard is wanted and the cluster can have it. */}}
{{- define "client-intents.guarded" -}}
{{- $served := .Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy" }}
{{- if and .Values.guard.enabled (or $served (semverCompare ">=1.30.0-0" .Capabilities.KubeVersion.Version)) }}true{{ end }}
{{- end }}

{{/* The namespaces that the operator leaves alone, one after the other with a comma. */}}
{{- define "client-intents.excludedNamespaces" -}}
{{- $system := list "kube-system" "kube-public" "kube-node-lease" .Release.Namespace }}
{{- $excluded := concat $system .Values.operator.excludeNamespaces | uniq }}
{{- range .Values.operator.includeNamespaces }}
{{- $excluded = without $excluded . }}
{{- end -}}
{{- join ", " $excluded }}
{{- end }}

{{/* The namespaces that the operator looks at, as the guard selects them. */}}
{{- define "client-intents.guardedNamespaces" -}}
{{- include "client-intents.namespacesBut" (list . (include "client-intents.excludedNamespaces" .)) }}
{{- end }}

{{/* The same for the webhook, and never the operator's own, which could not start without itself. */}}
{{- define "client-intents.webhookNamespaces" -}}
{{- $excluded := include "client-intents.excludedNamespaces" . }}
{{- $names := compact (splitList ", " $excluded) }}
{{- include "client-intents.namespacesBut" (list . (join ", " (append $names .Release.Namespace | uniq))) }}
{{- end }}

{{- define "client-intents.namespacesBut" -}}
{{- $root := index . 0 -}}
matchExpressions:
  {{- with index . 1 }}
  - {key: kubernetes.io/metadata.name, operator: NotIn, values: [{{ . }}]}
  {{- end }}
  {{- with $root.Values.watchNamespaces }}
  - {key: kubernetes.io/metadata.name, operator: In, values: [{{ join ", " . }}]}
  {{- end }}
{{- end }}

{{/* "true" where a pod that arrives with reserved labels is refused: with auto, where no webhook strips it. */}}
{{- define "client-intents.podCreationGuarded" -}}
{{- $wanted := .Values.guard.podCreation }}
{{- if and .Values.webhook.enabled (eq (toString $wanted) "true") }}
{{- fail "guard.podCreation=true refuses the labels that the webhook gives new pods: leave it at auto, or set webhook.enabled=false" }}
{{- end }}
{{- if or (eq (toString $wanted) "true") (and (eq (toString $wanted) "auto") (not .Values.webhook.enabled)) }}true{{ end }}
{{- end }}

{{/* The name of the webhook's Service, of its configuration and of the Secret with its certificates. */}}
{{- define "client-intents.webhook" -}}
{{- printf "%s-webhook" (include "client-intents.fullname" . | trunc 55 | trimSuffix "-") }}
{{- end }}

{{/* The name of the agents that observe nodes, and of their account. */}}
{{- define "client-intents.observe" -}}
{{- printf "%s-observe" (include "client-intents.fullname" . | trunc 55 | trimSuffix "-") }}
{{- end }}

{{/* By other labels than the operator's pods, which Services, policies and budgets select. */}}
{{- define "client-intents.observeSelectorLabels" -}}
app.kubernetes.io/name: client-intents-observe
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* "true" where the operator makes the webhook's certificates. */}}
{{- define "client-intents.ownCertificates" -}}
{{- if and .Values.webhook.enabled (not .Values.webhook.certManager.enabled) }}true{{ end }}
{{- end }}

{{/* The kinds by which hosts are named, as group/plural, one after the other with a blank; those that lie in no namespace apart. */}}
{{- define "client-intents.hostKinds" -}}
{{- $cilium := list "cilium.io/ciliumnetworkpolicies" }}
{{- $gke := list "networking.gke.io/fqdnnetworkpolicies" }}
{{- $antrea := list "crd.antrea.io/networkpolicies" }}
{{- $aws := list "networking.k8s.aws/applicationnetworkpolicies" }}
{{- $kinds := dict "cilium" $cilium "cilium-1.19" $cilium "gke" $gke "antrea" $antrea "aws" $aws "discover" (concat $gke $antrea) }}
{{- join " " (get $kinds .Values.operator.egressHosts | default list) }}
{{- end }}

{{- define "client-intents.hostKindsOfCluster" -}}
{{- if eq .Values.operator.egressHosts "cluster-network-policy" }}policy.networking.k8s.io/clusternetworkpolicies{{ end }}
{{- end }}

{{/* The rules about such kinds. */}}
{{- define "client-intents.hostRules" -}}
{{- with . }}
# The hosts that a client reaches by name, beside its policy.
{{- range splitList " " . }}
- apiGroups: [{{ splitList "/" . | first }}]
  resources: [{{ splitList "/" . | last }}]
  verbs: [get, list, watch, create, update, delete]
{{- end }}
{{- end }}
{{- end }}

{{/* What the operator may do with what lies in namespaces. */}}
{{- define "client-intents.rules" -}}
# What is declared, and what became of it.
- apiGroups: [clientintents.dev]
  resources: [clientintents, serveraccesses]
  verbs: [get, list, watch]
- apiGroups: [clientintents.dev]
  resources: [clientintents/status, serveraccesses/status]
  verbs: [get, update, patch]
{{- if .Values.observe.enabled }}
# Who was seen to talk to whom.
- apiGroups: [clientintents.dev]
  resources: [observedtraffics]
  verbs: [get, list, create, patch]
{{- end }}
# Pods get their labels, and nothing else: no create, no delete, no exec.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, patch]
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch]
# One policy per server, in the namespace of the server.
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, update, delete]
{{- include "client-intents.hostRules" (include "client-intents.hostKinds" .) }}
# From a pod to its workload: only metadata is read, and of servers spec.selector.
{{- range $group, $kinds := .Values.rbac.ownerKinds }}
{{- with $kinds }}
- apiGroups: [{{ ternary "" $group (eq $group "core") | quote }}]
  resources: [{{ join ", " . }}]
  verbs: [get, list, watch]
{{- end }}
{{- end }}
# What leads traffic to servers.
{{- range $group, $kinds := .Values.rbac.entranceKinds }}
{{- with $kinds }}
- apiGroups: [{{ $group }}]
  resources: [{{ join ", " . }}]
  verbs: [list, watch]
{{- end }}
{{- end }}
# What a person must act on.
- apiGroups: ["", events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end }}

{{/* The rules about objects of the cluster that lead traffic to servers, or tell where it is from, whatever is watched. */}}
{{- define "client-intents.entranceRules" -}}
# The addresses of pods and of the control plane.
- apiGroups: [""]
  resources: [nodes]
  verbs: [list, watch]
# What the API server calls.
- apiGroups: [admissionregistration.k8s.io]
  resources: [mutatingwebhookconfigurations, validatingwebhookconfigurations]
  verbs: [list, watch]
- apiGroups: [apiregistration.k8s.io]
  resources: [apiservices]
  verbs: [list, watch]
- apiGroups: [apiextensions.k8s.io]
  resources: [customresourcedefinitions]
  verbs: [list, watch]
{{- if .Values.watchNamespaces }}
# The classes of Ingresses and Gateways.
- apiGroups: [networking.k8s.io]
  resources: [ingressclasses]
  verbs: [list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses]
  verbs: [list, watch]
{{- end }}
{{- end }}

{{/* The rule that is needed in the whole cluster, whatever is watched: the labels of namespaces. */}}
{{- define "client-intents.namespaceRule" -}}
# The mode and the default deny of a namespace, and whether it exists.
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get, list, watch]
{{- end }}

{{/* The rule that is needed to keep the authorities of the operator's own certificates where the API server looks. */}}
{{- define "client-intents.webhookRule" -}}
# Whom the API server trusts as the webhook: this one configuration.
- apiGroups: [admissionregistration.k8s.io]
  resources: [mutatingwebhookconfigurations]
  resourceNames: [{{ include "client-intents.webhook" . }}]
  verbs: [get, list, watch, patch]
{{- end }}

{{- define "client-intents.subject" -}}
- kind: ServiceAccount
  name: {{ include "client-intents.serviceAccount" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}
