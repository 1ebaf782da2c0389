package main

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// The gateway of every pod, at the node's end of its link.
var gateway = net.IPv4(169, 254, 1, 1)

type port struct {
	Protocol string
	Number   int
}

// A pod is a network namespace with one link to the node. Whoever connects to one of its ports is told its name.
type pod struct {
	name      string
	link      string
	address   net.IP
	namespace int

	mutex      sync.Mutex
	listeners  []interface{ Close() error }
	lastSource int
	closed     bool
}

func newPod(name, link string, address net.IP) (*pod, error) {
	namespace, err := newNamespace()
	if err != nil {
		return nil, err
	}
	made := &pod{name: name, link: link, address: address, namespace: namespace, lastSource: firstSource}
	if err := made.connect(); err != nil {
		made.close()
		return nil, err
	}
	return made, nil
}

// newNamespace makes a network namespace that lives as long as it is open.
func newNamespace() (int, error) {
	type result struct {
		namespace int
		err       error
	}
	results := make(chan result)
	go func() {
		runtime.LockOSThread() // for good: the thread ends with this function
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			results <- result{err: err}
			return
		}
		namespace, err := currentNamespace()
		results <- result{namespace, err}
	}()
	made := <-results
	return made.namespace, made.err
}

func (p *pod) connect() error {
	veth := &netlink.Veth{
		LinkAttrs:     netlink.LinkAttrs{Name: p.link},
		PeerName:      "eth0",
		PeerNamespace: netlink.NsFd(p.namespace),
	}
	if err := netlink.LinkAdd(veth); err != nil {
		return fmt.Errorf("link of %s: %w", p.name, err)
	}
	inside, err := netlink.NewHandleAt(netns.NsHandle(p.namespace), unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	defer inside.Close()
	loopback, err := inside.LinkByName("lo")
	if err != nil {
		return err
	}
	if err := inside.LinkSetUp(loopback); err != nil {
		return err
	}
	eth0, err := inside.LinkByName("eth0")
	if err != nil {
		return err
	}
	outside, err := netlink.LinkByName(p.link)
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return inside.AddrAdd(eth0, &netlink.Addr{IPNet: host(p.address)}) },
		func() error { return inside.LinkSetUp(eth0) },
		func() error { return netlink.AddrAdd(outside, &netlink.Addr{IPNet: host(gateway)}) },
		func() error { return netlink.LinkSetUp(outside) },
		func() error {
			return netlink.RouteAdd(&netlink.Route{LinkIndex: outside.Attrs().Index, Dst: host(p.address), Scope: netlink.SCOPE_LINK})
		},
		func() error {
			return inside.RouteAdd(&netlink.Route{LinkIndex: eth0.Attrs().Index, Dst: host(gateway), Scope: netlink.SCOPE_LINK})
		},
		func() error {
			return inside.RouteAdd(&netlink.Route{LinkIndex: eth0.Attrs().Index, Gw: gateway})
		},
	} {
		if err := step(); err != nil {
			return fmt.Errorf("network of %s: %w", p.name, err)
		}
	}
	return nil
}

// listen opens ports, which answer as soon as it returns.
func (p *pod) listen(ports []port) error {
	return p.within(func() error {
		for _, wanted := range ports {
			address := net.JoinHostPort(p.address.String(), strconv.Itoa(wanted.Number))
			switch wanted.Protocol {
			case "TCP":
				listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp4", address)
				if err != nil {
					return err
				}
				p.keep(listener)
				go p.serve(listener)
			case "UDP":
				connection, err := net.ListenPacket("udp4", address)
				if err != nil {
					return err
				}
				p.keep(connection)
				go p.echo(connection)
			}
		}
		return nil
	})
}

func (p *pod) keep(listener interface{ Close() error }) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.listeners = append(p.listeners, listener)
	if p.closed {
		_ = listener.Close()
	}
}

func (p *pod) serve(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			_ = connection.SetDeadline(time.Now().Add(time.Second))
			_, _ = connection.Write([]byte(p.name))
			// the client ends the connection, and so keeps its port out of TIME_WAIT
			_, _ = connection.Read(make([]byte, 1))
		}()
	}
}

func (p *pod) echo(connection net.PacketConn) {
	question := make([]byte, 64)
	for {
		_, from, err := connection.ReadFrom(question)
		if err != nil {
			return
		}
		_, _ = connection.WriteTo([]byte(p.name), from)
	}
}

// within runs something in the network namespace of the pod. Sockets stay where they are made.
func (p *pod) within(do func() error) error {
	runtime.LockOSThread()
	before, err := currentNamespace()
	if err != nil {
		return err
	}
	defer unix.Close(before)
	if err := unix.Setns(p.namespace, unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		return err
	}
	done := do()
	if err := unix.Setns(before, unix.CLONE_NEWNET); err != nil {
		return err // the thread stays locked, and ends with its goroutine
	}
	runtime.UnlockOSThread()
	return done
}

// close removes the pod and all that was connected to it.
func (p *pod) close() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.closed {
		return
	}
	p.closed = true
	for _, listener := range p.listeners {
		_ = listener.Close()
	}
	if link, err := netlink.LinkByName(p.link); err == nil {
		_ = netlink.LinkDel(link)
	}
	_ = unix.Close(p.namespace)
}

func host(address net.IP) *net.IPNet {
	return &net.IPNet{IP: address, Mask: net.CIDRMask(32, 32)}
}

func word(value uint32) []byte {
	return nl.Uint32Attr(value)
}
