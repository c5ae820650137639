package org.outpub.api.module;

import java.time.Duration;
import org.outpub.api.sorcery.ReloadReport;

/**
 * A module that a host loads and unloads. The host calls one method at a time. After {@link #unload} a module may be
 * loaded again.
 */
public interface PluginModule {
    /**
     * What it is; may be asked at any time.
     *
     * @return name, version and requirements
     */
    ModuleInfo info();

    /**
     * Begins to work. Bad objects do not keep a module from loading; the report tells them.
     *
     * @param context what it is lent
     * @return how it went
     * @throws IllegalStateException if it is loaded already
     */
    LoadReport load(ModuleContext context);

    /**
     * Reads its configuration anew.
     *
     * @return what changed
     * @throws IllegalStateException if it is not loaded
     */
    ReloadReport reload();

    /**
     * Ends its work: what was published is removed at the servers, within a bound.
     *
     * @param timeout how long it may take, counted from the call
     * @return what stayed behind; also for a module that is not loaded
     */
    UnloadReport unload(Duration timeout);
}
