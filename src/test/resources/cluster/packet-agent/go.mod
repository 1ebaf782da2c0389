// The program that makes the network namespaces of the tests with real connections, from the sources beside this file.
module clientintents.dev/test/packet-agent

go 1.26.0

require (
	github.com/google/nftables v0.3.0
	github.com/mdlayher/netlink v1.7.3-0.20250113171957-fbb4dce95f42
	github.com/vishvananda/netlink v1.3.2-0.20251022194116-03b8f90390d9
	github.com/vishvananda/netns v0.0.5
	golang.org/x/sys v0.47.0
)
