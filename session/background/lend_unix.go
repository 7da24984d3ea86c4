//go:build unix

package background

import (
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"syscall"
)

// lendable returns in and out if another process can wait on them as this one could, and nil
// if not: a terminal or a file cannot be waited on, and a stand-in has no descriptor.
func lendable(in io.Reader, out io.Writer) []*os.File {
	r, ok1 := in.(*os.File)
	w, ok2 := out.(*os.File)
	if !ok1 || !ok2 {
		return nil
	}
	for _, f := range []*os.File{r, w} {
		info, err := f.Stat()
		if err != nil || info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) == 0 {
			return nil
		}
	}
	return []*os.File{r, w}
}

// sendGreeting writes line, with the descriptors of files.
func sendGreeting(conn net.Conn, line string, files []*os.File) error {
	socket, ok := conn.(*net.UnixConn)
	if !ok || len(files) == 0 {
		_, err := io.WriteString(conn, line)
		return err
	}
	var fds []int
	for _, f := range files {
		fds = append(fds, int(f.Fd()))
	}
	_, _, err := socket.WriteMsgUnix([]byte(line), syscall.UnixRights(fds...), nil)
	return err
}

// receiveGreeting reads a line and what was lent with its first byte.
func receiveGreeting(conn net.Conn) (line string, lent []*os.File, err error) {
	socket, ok := conn.(*net.UnixConn)
	if !ok {
		line, err = readLine(conn)
		return line, nil, err
	}
	first := make([]byte, 1)
	rights := make([]byte, syscall.CmsgSpace(2*4)) // two descriptors; the system closes more than fit
	n, oobn, _, _, err := socket.ReadMsgUnix(first, rights)
	if err == nil {
		lent, err = adopt(rights[:oobn])
	}
	if err == nil && n == 0 {
		err = io.EOF
	}
	if err == nil && first[0] != '\n' {
		line, err = readLine(conn)
		line = string(first) + line
	}
	if err != nil {
		closeAll(lent)
		return "", nil, err
	}
	return line, lent, nil
}

// adopt makes files of the descriptors in a control message.
func adopt(rights []byte) ([]*os.File, error) {
	messages, err := syscall.ParseSocketControlMessage(rights)
	if err != nil {
		return nil, fmt.Errorf("reading what was lent: %w", err)
	}
	var files []*os.File
	for i := range messages {
		fds, err := syscall.ParseUnixRights(&messages[i])
		if err != nil {
			continue
		}
		for _, fd := range fds {
			// Without it a Close would not end a Read.
			if err := syscall.SetNonblock(fd, true); err != nil {
				return files, fmt.Errorf("taking what was lent: %w", err)
			}
			files = append(files, os.NewFile(uintptr(fd), "lent"))
		}
	}
	return files, nil
}
