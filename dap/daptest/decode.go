package daptest

import (
	"errors"
	"fmt"

	godap "github.com/google/go-dap"
)

// Decode has go-dap read one message: a reader that is not ours, as most clients have one. It
// fails where a key that go-dap knows has a value of another type. Commands that go-dap does
// not know are let pass.
func Decode(message []byte) error {
	_, err := godap.DecodeProtocolMessage(message)
	if unknown, ok := errors.AsType[*godap.DecodeProtocolMessageFieldError](err); ok && unknown.FieldName == "command" {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w\nin %s", err, message)
	}
	return nil
}
