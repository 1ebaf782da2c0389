// packet-agent is a node of a cluster without containers: a network namespace, one more for each pod, and a NetworkPolicy engine that
// judges what is forwarded between them.
//
// It needs neither root nor programs beside it. It starts itself again in a network namespace (and in a user namespace, where it is not
// root), so that everything it makes is gone as soon as it ends, however it ends.
//
//	packet-agent --socket S --api-server 127.0.0.1:PORT -- ENGINE ARGUMENTS…
//	packet-agent --check
//
// In the namespace of the node the API server answers at the same address as outside.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

const inside = "PACKET_AGENT_INSIDE"

func main() {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	socket := flag.String("socket", "", "where requests are answered")
	apiServer := flag.String("api-server", "", "the address of the API server outside")
	check := flag.Bool("check", false, "only try whether the kernel can do all that is needed")
	flag.Parse()
	// a child is told of the end of the thread that started it
	runtime.LockOSThread()
	if err := run(*socket, *apiServer, *check, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "packet-agent:", err)
		os.Exit(1)
	}
}

func run(socket, apiServer string, check bool, engine []string) error {
	relay := socket + ".api-server"
	if os.Getenv(inside) == "" {
		if !check {
			listener, err := net.Listen("unix", relay)
			if err != nil {
				return err
			}
			go forward(listener, "tcp", apiServer)
		}
		return again()
	}
	node, err := newNode()
	if err != nil || check {
		return err
	}
	listener, err := net.Listen("tcp4", apiServer)
	if err != nil {
		return err
	}
	go forward(listener, "unix", relay)
	ended, err := start(engine)
	if err != nil {
		return err
	}
	requests, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	go node.serve(requests)
	return fmt.Errorf("the engine ended: %v", <-ended)
}

// again runs this program as the node.
func again() error {
	command := exec.Command("/proc/self/exe", os.Args[1:]...)
	command.Env = append(os.Environ(), inside+"=1")
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET, Pdeathsig: unix.SIGKILL}
	if os.Geteuid() != 0 {
		command.SysProcAttr.Cloneflags |= unix.CLONE_NEWUSER
		command.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		command.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	err := command.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		os.Exit(ended.ExitCode())
	}
	return err
}

func start(engine []string) (<-chan error, error) {
	command := exec.Command(engine[0], engine[1:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: unix.SIGKILL}
	if err := command.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	return ended, nil
}

// forward connects everybody who comes with an address.
func forward(listener net.Listener, network, address string) {
	for {
		from, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer from.Close()
			to, err := net.Dial(network, address)
			if err != nil {
				return
			}
			defer to.Close()
			go func() {
				defer to.Close()
				defer from.Close()
				_, _ = io.Copy(to, from)
			}()
			_, _ = io.Copy(from, to)
		}()
	}
}
