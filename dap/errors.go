package dap

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// An errorID is the number of a kind of error, by which people and extensions find it. The
// table is the contract: numbers are added and never change their meaning.
type errorID int

// The table of error ids.
const (
	idMalformed   errorID = 1001 // the message is not JSON, or no request
	idUnsupported errorID = 1002 // the command is not known or not supported
	idState       errorID = 1003 // the command does not fit the state of the connection
	idArguments   errorID = 1004 // an argument is missing, of another type, or out of range
	idBusy        errorID = 1005 // too many requests wait for their answer
	idInternal    errorID = 1006 // a fault of goawait's
	idSeq         errorID = 1007 // the seq of a request is not greater than the last
	idFraming     errorID = 1008 // the stream cannot be read any more
	idSlow        errorID = 1009 // the client does not read what it is sent

	idAttach     errorID = 2001 // the session was not found or made
	idCell       errorID = 2002 // the cell did not check, raised, or its engine ended
	idCancelled  errorID = 2003 // the request was cancelled
	idReference  errorID = 2004 // a variablesReference from before the last run
	idThread     errorID = 2005 // the thread is not alive, or cannot do that
	idNotStopped errorID = 2006 // the command needs a stopped thread
	idSession    errorID = 2007 // the session could not do it
)

// Messages that the protocol gives a meaning.
const (
	messageCancelled  = "cancelled"
	messageNotStopped = "notStopped"
)

// errCancelled is the cause of the contexts of requests that a cancel named.
var errCancelled = errors.New("cancelled by the client")

// A requestError is the answer to a request that fails.
type requestError struct {
	id      errorID
	text    string        // one line for people
	message string        // of the response; text if empty
	show    bool          // the client should show text by itself: nobody typed the request
	run     *protocol.Run // of an evaluate
}

// Error implements error.
func (e *requestError) Error() string { return e.text }

func fail(id errorID, format string, args ...any) *requestError {
	return &requestError{id: id, text: fmt.Sprintf(format, args...)}
}

// response is the answer to the request seq with that command.
func (e *requestError) response(seq int, command string) *protocol.Response {
	message := e.message
	if message == "" {
		message = e.text
	}
	res := protocol.NewResponse(seq, command, protocol.ErrorBody{
		Error: &protocol.ErrorMessage{
			ErrorMessage: godap.ErrorMessage{
				Id: int(e.id), Format: "{error}", Variables: map[string]string{"error": e.text},
			},
			ShowUser: e.show,
		},
		Goawait: e.run,
	})
	res.Message = message
	return res
}

// asRequestError gives err an id unless it has one.
func asRequestError(err error, id errorID) *requestError {
	if re, ok := errors.AsType[*requestError](err); ok {
		return re
	}
	return &requestError{id: id, text: err.Error()}
}

// decode reads the arguments of a request into args, and says in the client's terms what is
// wrong with them. Absent arguments leave args as it is.
func decode(req *protocol.Request, args any) error {
	if len(req.Arguments) == 0 {
		return nil
	}
	err := json.Unmarshal(req.Arguments, args)
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fail(idArguments, "%s: %s has the wrong type (%s)", req.Command, orElse(keyPath(mismatch.Field), "arguments"), mismatch.Value)
	}
	if err != nil {
		return fail(idArguments, "%s: reading the arguments: %v", req.Command, err)
	}
	return nil
}

// keyPath is a field of an UnmarshalTypeError as the client knows it: without the names of
// embedded structs. Those begin with a capital letter, and no key of the protocol does.
func keyPath(field string) string {
	keys := slices.DeleteFunc(strings.Split(field, "."), func(name string) bool {
		return name != "" && 'A' <= name[0] && name[0] <= 'Z'
	})
	return strings.Join(keys, ".")
}
