"""The words of the pages whose text a script writes, in the reader's language: one module a page."""
