/** The module name that preview 1 guests import from. */
export const preview1Module = 'wasi_snapshot_preview1'

/** Whether one of these imports is of preview 1. */
export function asksForPreview1(imports: readonly { readonly module: string }[]): boolean {
  return imports.some(({ module }) => module === preview1Module)
}

const withFunctions = [
  ...['args_get', 'args_sizes_get', 'environ_get', 'environ_sizes_get', 'clock_res_get', 'clock_time_get'],
  ...['fd_close', 'fd_fdstat_get', 'fd_fdstat_set_flags', 'fd_filestat_get', 'fd_prestat_dir_name', 'fd_prestat_get'],
  ...[
    'fd_read',
    'fd_seek',
    'fd_tell',
    'fd_write',
    'poll_oneoff',
    'proc_exit',
    'proc_raise',
    'random_get',
    'sched_yield',
  ],
]
/** Functions that serve files, of which there are none. */
export const withoutFiles: readonly string[] = [
  ...['fd_advise', 'fd_allocate', 'fd_datasync', 'fd_fdstat_set_rights', 'fd_filestat_set_size'],
  ...['fd_filestat_set_times', 'fd_pread', 'fd_pwrite', 'fd_readdir', 'fd_renumber', 'fd_sync'],
  ...['path_create_directory', 'path_filestat_get', 'path_filestat_set_times', 'path_link', 'path_open'],
  ...['path_readlink', 'path_remove_directory', 'path_rename', 'path_symlink', 'path_unlink_file'],
]
/** Functions that serve sockets, of which there are none. */
export const withoutSockets: readonly string[] = ['sock_accept', 'sock_recv', 'sock_send', 'sock_shutdown']

/** All functions of preview 1: what another name asks for, nobody gives. */
export const preview1Names: ReadonlySet<string> = new Set([...withFunctions, ...withoutFiles, ...withoutSockets])
