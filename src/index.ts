/// <reference lib="esnext.disposable" preserve="true" />
import { createHost } from './host/create-host.ts'
import type { Host } from './host/host.ts'
import { nodePlatform } from './platform/node/platform.ts'

const host: Host = createHost(nodePlatform)
export const loadPlugin: Host['loadPlugin'] = host.loadPlugin
export const openPlugins: Host['openPlugins'] = host.openPlugins

export * from './public.ts'
