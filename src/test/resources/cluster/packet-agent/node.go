package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"

	"github.com/google/nftables"
	"github.com/google/nftables/expr"
	"github.com/google/nftables/xt"
	nfnetlink "github.com/mdlayher/netlink"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// queue is where the engine waits for packets, unless it is told otherwise.
const queue = 100

// From linux/netfilter/nfnetlink_queue.h.
const (
	configure = 2 // NFQNL_MSG_CONFIG
	command   = 1 // NFQA_CFG_CMD
	bind      = 1 // NFQNL_CFG_CMD_BIND
)

// A node forwards between its pods what the engine lets pass.
type node struct {
	losses *losses

	mutex   sync.Mutex
	pods    map[string]*pod
	watches map[string]*watch
	links   int
}

// newNode turns the network namespace of this process into a node.
func newNode() (*node, error) {
	if err := up("lo"); err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"ipv4/ip_forward":             "1",
		"ipv4/conf/all/rp_filter":     "0",
		"ipv4/conf/default/rp_filter": "0",
	} {
		if err := os.WriteFile("/proc/sys/net/"+name, []byte(value), 0); err != nil {
			return nil, err
		}
	}
	if err := queueNewConnections(); err != nil {
		return nil, err
	}
	if err := tryQueue(); err != nil {
		return nil, fmt.Errorf("the kernel has no queue of packets: %w", err)
	}
	losses, err := openLosses()
	if err != nil {
		return nil, err
	}
	return &node{losses: losses, pods: map[string]*pod{}, watches: map[string]*watch{}}, nil
}

// tryQueue takes the place of the engine for a moment, which also has the kernel load what it needs for that.
func tryQueue() error {
	connection, err := nfnetlink.Dial(unix.NETLINK_NETFILTER, nil)
	if err != nil {
		return err
	}
	defer connection.Close()
	_, err = connection.Execute(nfnetlink.Message{
		Header: nfnetlink.Header{
			Type:  unix.NFNL_SUBSYS_QUEUE<<8 | configure,
			Flags: nfnetlink.Request | nfnetlink.Acknowledge,
		},
		// struct nfgenmsg, and an attribute with the command that binds the queue
		Data: []byte{unix.AF_UNSPEC, unix.NFNETLINK_V0, 0, queue, 8, 0, command, 0, bind, 0, 0, 0},
	})
	return err
}

// queueNewConnections has the engine asked for each new connection that is forwarded. Its own rules do so only where the kernel has the
// expression "queue", and only for pods that it knows to be selected.
func queueNewConnections() error {
	number := make(xt.Unknown, 8) // struct xt_NFQ_info, padded
	number[0] = queue
	native := addRule(&expr.Queue{Num: queue})
	if native == nil {
		return nil
	}
	if compatible := addRule(&expr.Target{Name: "NFQUEUE", Info: &number}); compatible != nil {
		return fmt.Errorf("the kernel can queue packets neither by nftables (%w) nor by xtables (%w)", native, compatible)
	}
	return nil
}

func addRule(verdict expr.Any) error {
	connection, err := nftables.New()
	if err != nil {
		return err
	}
	table := connection.AddTable(&nftables.Table{Name: "packet-agent", Family: nftables.TableFamilyIPv4})
	chain := connection.AddChain(&nftables.Chain{
		Name:     "forward",
		Table:    table,
		Type:     nftables.ChainTypeFilter,
		Hooknum:  nftables.ChainHookForward,
		Priority: nftables.ChainPriorityMangle,
	})
	connection.AddRule(&nftables.Rule{Table: table, Chain: chain, Exprs: []expr.Any{
		&expr.Ct{Key: expr.CtKeySTATE, Register: 1},
		&expr.Bitwise{SourceRegister: 1, DestRegister: 1, Len: 4, Mask: word(expr.CtStateBitNEW), Xor: word(0)},
		&expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: word(0)},
		verdict,
	}})
	return connection.Flush()
}

func up(name string) error {
	link, err := netlink.LinkByName(name)
	if err != nil {
		return err
	}
	return netlink.LinkSetUp(link)
}

func currentNamespace() (int, error) {
	return unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
}

// A request, of which each kind uses some fields.
type request struct {
	Kind    string // add, listen, remove, probe, watch, unwatch
	Pod     string
	Address string
	Ports   []port
	Probes  []probe
	Watch   string
	Probe   probe
	Pause   int // in milliseconds
	Timeout int // in milliseconds
}

type reply struct {
	Error   string   `json:"error,omitempty"`
	Answers []answer `json:"answers,omitempty"`
	Spans   []span   `json:"spans,omitempty"`
}

// serve answers one request, a line of JSON, on each connection.
func (n *node) serve(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			var wanted request
			if err := json.NewDecoder(connection).Decode(&wanted); err != nil {
				return
			}
			answer, err := n.answer(&wanted)
			if err != nil {
				answer = reply{Error: err.Error()}
			}
			_ = json.NewEncoder(connection).Encode(answer)
		}()
	}
}

func (n *node) answer(wanted *request) (reply, error) {
	switch wanted.Kind {
	case "add":
		return reply{}, n.add(wanted.Pod, wanted.Address)
	case "listen":
		pod, err := n.pod(wanted.Pod)
		if err != nil {
			return reply{}, err
		}
		return reply{}, pod.listen(wanted.Ports)
	case "remove":
		n.remove(wanted.Pod)
		return reply{}, nil
	case "probe":
		return reply{Answers: n.probeAll(wanted.Probes, wanted.Pause, wanted.Timeout)}, nil
	case "watch":
		return reply{}, n.watch(wanted)
	case "spans", "unwatch":
		spans, err := n.spans(wanted.Watch, wanted.Kind == "unwatch")
		return reply{Spans: spans}, err
	default:
		return reply{}, fmt.Errorf("%q is not a valid kind of request", wanted.Kind)
	}
}

func (n *node) add(name, address string) error {
	ip := net.ParseIP(address).To4()
	if ip == nil {
		return fmt.Errorf("%q is not a valid IPv4 address", address)
	}
	n.mutex.Lock()
	n.links++
	link := fmt.Sprintf("pod%d", n.links)
	n.mutex.Unlock()
	added, err := newPod(name, link, ip)
	if err != nil {
		return err
	}
	n.mutex.Lock()
	replaced := n.pods[name]
	n.pods[name] = added
	n.mutex.Unlock()
	if replaced != nil {
		replaced.close()
	}
	return nil
}

func (n *node) pod(name string) (*pod, error) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if pod := n.pods[name]; pod != nil {
		return pod, nil
	}
	return nil, errors.New("there is no pod " + name)
}

func (n *node) remove(name string) {
	n.mutex.Lock()
	removed := n.pods[name]
	delete(n.pods, name)
	n.mutex.Unlock()
	if removed != nil {
		removed.close()
	}
}

// losses counts the packets that were dropped before the engine saw them. Only root may read that: others take them for blocked.
type losses struct {
	mutex sync.Mutex
	file  *os.File
}

func openLosses() (*losses, error) {
	file, err := os.Open("/proc/thread-self/net/netfilter/nfnetlink_queue")
	if err != nil && !errors.Is(err, os.ErrPermission) {
		return nil, err
	}
	return &losses{file: file}, nil
}

// count returns the packets that were lost so far, and whether the engine waits for packets at all.
func (l *losses) count() (lost int, waiting bool) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.file == nil {
		return 0, true
	}
	text := make([]byte, 4096)
	length, _ := l.file.ReadAt(text, 0)
	for _, line := range strings.Split(string(text[:length]), "\n") {
		var number, id, waits, mode, bytes, kernel, user int
		if read, _ := fmt.Sscan(line, &number, &id, &waits, &mode, &bytes, &kernel, &user); read == 7 && number == queue {
			return kernel + user, true
		}
	}
	return 0, false
}
