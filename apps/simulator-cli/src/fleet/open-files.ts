// Every station needs a socket, and every socket a file descriptor.
/** For the process itself, besides the stations. */
const SPARE = 50;

/** One line that says what to do when this process may not open so many connections; null: it may. */
export function openFilesProblem(stations: number, limit: number = openFilesLimit()): string | null {
  const needed = stations + SPARE;
  if (needed <= limit) return null;
  return (
    `${stations} stations need ${needed} open files, this process may have ${limit}: ` +
    `run “ulimit -n ${needed}” first (in a container: --ulimit nofile=${needed}), or take fewer stations`
  );
}

/** Node has raised its soft limit to the hard one at its start. Infinity where the system has no such limit. */
function openFilesLimit(): number {
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork: boolean };
  // Looking up every connection takes long.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}
