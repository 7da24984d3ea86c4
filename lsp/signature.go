package lsp

import (
	"context"
	"go/types"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// signatureHelp answers textDocument/signatureHelp: the call whose arguments are being written.
func (s *server) signatureHelp(p *protocol.SignatureHelpParams) (answer, error) {
	return s.withSpot(p.TextDocumentPositionParams, nil, func(ctx context.Context, sp *spot) (any, error) {
		if sp.cell == nil {
			return nil, nil
		}
		call := transform.CallAt(ctx, sp.cell.checked.Cell, sp.cell.checked.Namespace(), sp.a.session.Env, sp.at)
		if call == nil {
			return nil, ctx.Err()
		}
		return s.callHelp(call), nil
	})
}

// callHelp shows a call's signature with its parameters as parts of the text.
func (s *server) callHelp(call *transform.Call) *protocol.SignatureHelp {
	info := protocol.SignatureInformation{}
	var text strings.Builder
	text.WriteString(call.Name + "(")
	params := call.Sig.Params()
	for i := range params.Len() {
		if i > 0 {
			text.WriteString(", ")
		}
		part := paramText(params.At(i), call, i == params.Len()-1 && call.Sig.Variadic())
		text.WriteString(part)
		info.Parameters = append(info.Parameters, protocol.ParameterInformation{Label: protocol.String(part)})
	}
	text.WriteString(")")
	if results := call.Sig.Results(); results.Len() == 1 {
		text.WriteString(" " + typeText(results.At(0).Type(), call.Pkg))
	} else if results.Len() > 1 {
		text.WriteString(" " + typeText(results, call.Pkg))
	}
	info.Label = text.String()
	if doc := s.documentationOf(call.Obj); doc != "" {
		page := &page{markdown: s.client.markdown}
		page.documentation(doc)
		kind := protocol.MarkupKindPlainText
		if page.markdown {
			kind = protocol.MarkupKindMarkdown
		}
		info.Documentation = &protocol.MarkupContent{Kind: kind, Value: page.String()}
	}
	help := &protocol.SignatureHelp{Signatures: []protocol.SignatureInformation{info}}
	if n := params.Len(); n > 0 {
		active := uint32(min(call.Arg, n-1))
		if call.Arg < n || call.Sig.Variadic() {
			help.ActiveParameter = protocol.NewNullable(active)
		}
	}
	return help
}

func (s *server) documentationOf(obj types.Object) string {
	if obj == nil {
		return ""
	}
	return s.host.Documentation(obj)
}

// paramText is a parameter as its declaration would be written.
func paramText(v *types.Var, call *transform.Call, variadic bool) string {
	text := typeText(v.Type(), call.Pkg)
	if slice, ok := v.Type().(*types.Slice); ok && variadic {
		text = "..." + typeText(slice.Elem(), call.Pkg)
	}
	if v.Name() == "" {
		return text
	}
	return v.Name() + " " + text
}
