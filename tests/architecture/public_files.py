"""An import-linter contract: what one app may see of another is its public files."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PublicFilesContract(Contract):
    """Imports between apps end in a public module (`services`, …) of the imported app, or in an open app."""

    public = fields.ListField(subfield=fields.StringField())
    open_apps = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        trespasses = sorted(
            (importer, imported)
            for importer in graph.modules
            if importer.startswith("apps.")
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._trespasses(importer, imported)
        )
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["trespasses"]:
            output.print_error(f"{importer} imports {imported}, which is private to its app", bold=False)

    def _trespasses(self, importer: str, imported: str) -> bool:
        path = imported.split(".")
        if path[0] != "apps" or len(path) < 3:
            return False
        foreign = path[1] != importer.split(".")[1]
        return foreign and path[1] not in self.open_apps and path[2] not in self.public
