package org.outpub.sorcery.file;

import java.nio.file.Path;
import java.util.List;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.wizard.Wizard.Contents;

/**
 * Tells a file from which somebody took the last thing from one from which several are gone all at once, so that nothing is
 * left: a template that failed, a script that was cut short. Confined to one thread.
 */
public final class Emptied {
    private final Contents accident;
    private int taken;

    /**
     * For a file of which nothing was taken yet.
     *
     * @param file for messages
     * @param things what it holds, in the plural
     */
    public Emptied(Path file, String things) {
        this.accident = new Contents.Unreadable(List.of(ConfigProblem.error(
                Origin.of(file),
                "no " + things
                        + " are left in it, as by accident; all stays as it was until there are some again, or until"
                        + " 'outpub reload --accept-empty'")));
    }

    /** What to say in the place of a file that was emptied by accident. */
    public Contents accident() {
        return accident;
    }

    /**
     * Whether all are gone at once.
     *
     * @param things how many there are now
     * @return true if there are none, and there were several when it was taken last
     */
    public boolean isAccident(int things) {
        return things == 0 && taken > 1;
    }

    /**
     * What the file holds is taken.
     *
     * @param things how many there are
     */
    public void taken(int things) {
        taken = things;
    }
}
