package main

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	firstSource = 10_000
	sources     = 50_000
	patience    = 5 * time.Second
)

// A probe is one attempt of a pod to reach a port at an address.
type probe struct {
	From string
	To   string
	Port port
}

// What came of a probe.
type verdict string

const (
	allowed verdict = "ALLOWED" // somebody answered, and said who
	closed  verdict = "CLOSED"  // the address answered that nobody listens
	blocked verdict = "BLOCKED" // nobody answered in time
	gone    verdict = "GONE"    // there is no such client, or no such address
	lost    verdict = "LOST"    // nobody answered, but packets were dropped unseen by the engine
	failed  verdict = "FAILED"  // the attempt says nothing about the network
)

type answer struct {
	Verdict verdict `json:"verdict"`
	// By is the pod that answered, or the reason of a failure.
	By string `json:"by,omitempty"`
}

// A span is a time in which all attempts that were made came out alike.
type span struct {
	answer
	First int64 `json:"first"` // when the first attempt began, in nanoseconds since 1970
	Last  int64 `json:"last"`  // when the last attempt began
	Count int   `json:"count"`
}

// probeAll makes attempts one after another with a pause between them, and waits for all of them.
func (n *node) probeAll(probes []probe, pause, timeout int) []answer {
	answers := make([]answer, len(probes))
	var wait sync.WaitGroup
	ticker := time.NewTicker(time.Duration(pause) * time.Millisecond)
	defer ticker.Stop()
	for i := range probes {
		<-ticker.C
		wait.Go(func() {
			answers[i] = n.probe(&probes[i], time.Duration(timeout)*time.Millisecond)
		})
	}
	wait.Wait()
	return answers
}

func (n *node) probe(wanted *probe, timeout time.Duration) answer {
	from, err := n.pod(wanted.From)
	if err != nil {
		return answer{gone, err.Error()}
	}
	before, waiting := n.losses.count()
	if !waiting {
		return answer{failed, "the engine does not wait for packets"}
	}
	came := from.attempt(wanted, timeout)
	if came.Verdict == blocked {
		if after, _ := n.losses.count(); after != before {
			return answer{Verdict: lost}
		}
	}
	return came
}

func (p *pod) attempt(wanted *probe, timeout time.Duration) answer {
	kind := unix.SOCK_STREAM
	if wanted.Port.Protocol == "UDP" {
		kind = unix.SOCK_DGRAM
	}
	var socket int
	if err := p.within(func() (err error) {
		socket, err = unix.Socket(unix.AF_INET, kind|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		return err
	}); err != nil {
		return answer{failed, err.Error()}
	}
	defer unix.Close(socket)
	if kind == unix.SOCK_STREAM {
		_ = unix.SetsockoptLinger(socket, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	}
	address := unix.SockaddrInet4{Port: wanted.Port.Number}
	ip := net.ParseIP(wanted.To).To4()
	if ip == nil {
		return answer{failed, fmt.Sprintf("%q is not a valid IPv4 address", wanted.To)}
	}
	copy(address.Addr[:], ip)
	name := make([]byte, 512)
	var length int
	deadline := time.Now().Add(timeout)
	err := p.bind(socket)
	if err == nil {
		err = unix.Connect(socket, &address)
	}
	if errors.Is(err, unix.EINPROGRESS) {
		err = await(socket, unix.POLLOUT, deadline)
	}
	if err == nil && kind == unix.SOCK_DGRAM {
		_, err = unix.Write(socket, []byte("?"))
	}
	if err == nil && kind == unix.SOCK_STREAM {
		// the network let it through, however long the pod takes to answer
		deadline = time.Now().Add(patience)
		if err := await(socket, unix.POLLIN, deadline); errors.Is(err, unix.ETIMEDOUT) {
			return answer{failed, "the pod is silent"}
		}
	}
	if err == nil {
		err = await(socket, unix.POLLIN, deadline)
	}
	if err == nil {
		length, err = unix.Read(socket, name)
	}
	switch {
	case err == nil && length > 0:
		return answer{allowed, string(name[:length])}
	case err == nil:
		return answer{failed, "the connection was ended without an answer"}
	case errors.Is(err, unix.ECONNREFUSED):
		return answer{Verdict: closed}
	case errors.Is(err, unix.ETIMEDOUT):
		return answer{Verdict: blocked}
	case errors.Is(err, unix.EHOSTUNREACH), errors.Is(err, unix.ENETUNREACH):
		return answer{gone, err.Error()}
	default:
		return answer{failed, err.Error()}
	}
}

// await returns the error of a socket once there is something to do on it.
func await(socket int, events int16, deadline time.Time) error {
	wanted := []unix.PollFd{{Fd: int32(socket), Events: events}}
	for {
		rest := time.Until(deadline)
		// once more after the deadline, which a busy machine may pass before it looks
		ready, err := unix.Poll(wanted, max(0, int(rest.Milliseconds())+1))
		if err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
		if ready > 0 {
			number, err := unix.GetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_ERROR)
			if err == nil && number != 0 {
				err = unix.Errno(number)
			}
			return err
		}
		if rest < 0 && err == nil {
			return unix.ETIMEDOUT
		}
	}
}

// bind takes one source port after the other: the node remembers for a while which were used, and may drop what looks like the past.
func (p *pod) bind(socket int) error {
	for {
		p.mutex.Lock()
		p.lastSource = firstSource + (p.lastSource+1-firstSource)%sources
		address := unix.SockaddrInet4{Port: p.lastSource}
		p.mutex.Unlock()
		copy(address.Addr[:], p.address)
		if err := unix.Bind(socket, &address); !errors.Is(err, unix.EADDRINUSE) {
			return err
		}
	}
}

// A watch repeats one probe without waiting for what comes of the last.
type watch struct {
	stop chan struct{}
	done chan struct{}

	mutex    sync.Mutex
	attempts []attempt
}

type attempt struct {
	began  int64
	answer answer
	ended  bool
}

func (n *node) watch(wanted *request) error {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.watches[wanted.Watch] != nil {
		return errors.New("there is a watch " + wanted.Watch)
	}
	started := &watch{stop: make(chan struct{}), done: make(chan struct{})}
	n.watches[wanted.Watch] = started
	go started.run(n, wanted)
	return nil
}

func (w *watch) run(n *node, wanted *request) {
	var wait sync.WaitGroup
	ticker := time.NewTicker(time.Duration(wanted.Pause) * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-w.stop:
			wait.Wait()
			close(w.done)
			return
		case <-ticker.C:
			w.mutex.Lock()
			number := len(w.attempts)
			w.attempts = append(w.attempts, attempt{began: time.Now().UnixNano()})
			w.mutex.Unlock()
			wait.Go(func() {
				came := n.probe(&wanted.Probe, time.Duration(wanted.Timeout)*time.Millisecond)
				w.mutex.Lock()
				w.attempts[number].answer, w.attempts[number].ended = came, true
				w.mutex.Unlock()
			})
		}
	}
}

// spans tells what came of the attempts up to the first that is under way; of all of them, where the watch ends with this.
func (n *node) spans(name string, end bool) ([]span, error) {
	n.mutex.Lock()
	asked := n.watches[name]
	if end {
		delete(n.watches, name)
	}
	n.mutex.Unlock()
	if asked == nil {
		return nil, errors.New("there is no watch " + name)
	}
	if end {
		close(asked.stop)
		<-asked.done
	}
	asked.mutex.Lock()
	defer asked.mutex.Unlock()
	var spans []span
	for _, made := range asked.attempts {
		if !made.ended {
			break
		}
		if last := len(spans) - 1; last >= 0 && spans[last].answer == made.answer {
			spans[last].Last = made.began
			spans[last].Count++
		} else {
			spans = append(spans, span{made.answer, made.began, made.began, 1})
		}
	}
	return spans, nil
}
