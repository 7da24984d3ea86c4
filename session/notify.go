package session

// Notify has the session say something to whoever shows its output, such as that packages
// have changed on disk.
func (s *Session) Notify(text string) {
	s.output(&Output{Stream: "console", Text: text + "\n"})
}
