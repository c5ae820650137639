package org.outpub.publish.daemon;

import picocli.CommandLine.Parameters;

/** Asks a running daemon about one publication, or those of one section. */
abstract class PublicationCommand extends AskCommand {
    @Parameters(paramLabel = "ID", description = "The section's name, or ID/USER for one user of it.")
    private String id = "";

    @Override
    final String method() {
        return "GET";
    }

    @Override
    final String path() {
        return publication(id);
    }
}
