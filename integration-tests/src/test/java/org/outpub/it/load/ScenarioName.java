package org.outpub.it.load;

/** What can be measured, in the order of the table. */
enum ScenarioName {
    COST(new CostScenario()),
    LATENCY(new LatencyScenario()),
    GROWTH(new GrowthScenario()),
    BURST(new BurstScenario()),
    FIRST(new FirstScenario()),
    FILES(new FilesScenario()),
    REFRESH(new RefreshScenario());

    final Scenario scenario;

    ScenarioName(Scenario scenario) {
        this.scenario = scenario;
    }
}
