package background

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// startTimeout bounds finding or starting the background process.
const startTimeout = 30 * time.Second

// Bridge joins in and out to the workspace's background process, started with command if need
// be (see DialOrStart), until either side ends or ctx is done. Where in and out are pipes or
// sockets, as an editor's are, the process is lent them and reads and writes them itself:
// a message then takes two hops between processes fewer. Else the bytes are copied.
func Bridge(ctx context.Context, p Place, protocol string, command []string, in io.Reader, out io.Writer) error {
	dialing, cancel := context.WithTimeout(ctx, startTimeout)
	conn, lent, err := dialOrStart(dialing, p, protocol, command, lendable(in, out))
	cancel()
	if err != nil {
		return err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if lent {
		err = awaitOver(conn)
	} else {
		err = copyBoth(conn, in, out)
	}
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("the background process went away: %w", err)
	}
	return nil
}

// awaitOver returns when the process is done with what it was lent.
func awaitOver(conn net.Conn) error {
	line, err := readLine(conn)
	if err == nil && line != over {
		err = fmt.Errorf("it said %q", line)
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// copyBoth copies bytes both ways until either side ends.
func copyBoth(conn net.Conn, in io.Reader, out io.Writer) error {
	go func() { // ends with in or the connection; the process ends with the other direction
		_, _ = io.Copy(conn, in)
		if half, ok := conn.(*net.UnixConn); ok {
			_ = half.CloseWrite()
		}
	}()
	_, err := io.Copy(out, conn)
	return err
}

// A loan is a client's standard input and output, lent by its bridge, as one connection.
type loan struct{ in, out *os.File }

func (l *loan) Read(b []byte) (int, error)  { return l.in.Read(b) }
func (l *loan) Write(b []byte) (int, error) { return l.out.Write(b) }
func (l *loan) Close() error                { return errors.Join(l.in.Close(), l.out.Close()) }

func closeAll(files []*os.File) {
	for _, f := range files {
		_ = f.Close()
	}
}
