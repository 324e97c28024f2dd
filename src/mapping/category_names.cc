#include "mapping/category_names.h"

#include <array>

namespace tl::mapping {
namespace {

constexpr std::array kKnown = {
    KnownName{"story", Category::kFeature},
    KnownName{"new feature", Category::kFeature},
    KnownName{"epic", Category::kFeature},
    KnownName{"bug", Category::kBug},
    KnownName{"defect", Category::kBug},
    KnownName{"task", Category::kChore},
    KnownName{"technical task", Category::kChore},
    KnownName{"spike", Category::kDiscovery},
    KnownName{"research", Category::kDiscovery},
    KnownName{"incident", Category::kIncident},
    KnownName{"production issue", Category::kIncident},
};

constexpr std::array kParts = {
    NamePart{"incident", Category::kIncident},
    NamePart{"outage", Category::kIncident},
    NamePart{"emergency", Category::kIncident},
    NamePart{"bug", Category::kBug},
    NamePart{"defect", Category::kBug},
    NamePart{"fix", Category::kBug},
    NamePart{"spike", Category::kDiscovery},
    NamePart{"research", Category::kDiscovery},
    NamePart{"investigation", Category::kDiscovery},
    NamePart{"discovery", Category::kDiscovery},
    NamePart{"story", Category::kFeature},
    NamePart{"feature", Category::kFeature},
    NamePart{"epic", Category::kFeature},
    NamePart{"enhancement", Category::kFeature},
    NamePart{"task", Category::kChore},
    NamePart{"chore", Category::kChore},
    NamePart{"maintenance", Category::kChore},
    NamePart{"technical", Category::kChore},
};

constexpr auto kFeature = Category::kFeature;
constexpr auto kBug = Category::kBug;
constexpr auto kChore = Category::kChore;
constexpr auto kDiscovery = Category::kDiscovery;
constexpr auto kIncident = Category::kIncident;

constexpr std::array kForeign = {
    ForeignName{"geschichte", kFeature, "German", "Story"},
    ForeignName{"neue funktion", kFeature, "German", "New Feature"},
    ForeignName{"fehler", kBug, "German", "Bug"},
    ForeignName{"aufgabe", kChore, "German", "Task"},
    ForeignName{"unteraufgabe", kChore, "German", "Sub-task"},
    ForeignName{"teilaufgabe", kChore, "German", "Sub-task"},
    ForeignName{"technische aufgabe", kChore, "German", "Technical Task"},
    ForeignName{"untersuchung", kDiscovery, "German", "Investigation"},
    ForeignName{"vorfall", kIncident, "German", "Incident"},
    ForeignName{"störung", kIncident, "German", "Incident"},

    ForeignName{"récit", kFeature, "French", "Story"},
    ForeignName{"histoire", kFeature, "French", "Story"},
    ForeignName{"nouvelle fonctionnalité", kFeature, "French", "New Feature"},
    ForeignName{"fonctionnalité", kFeature, "French", "Feature"},
    ForeignName{"épopée", kFeature, "French", "Epic"},
    ForeignName{"bogue", kBug, "French", "Bug"},
    ForeignName{"anomalie", kBug, "French", "Bug"},
    ForeignName{"tâche", kChore, "French", "Task"},
    ForeignName{"sous-tâche", kChore, "French", "Sub-task"},
    ForeignName{"tâche technique", kChore, "French", "Technical Task"},
    ForeignName{"recherche", kDiscovery, "French", "Research"},

    ForeignName{"historia", kFeature, "Spanish", "Story"},
    ForeignName{"nueva función", kFeature, "Spanish", "New Feature"},
    ForeignName{"nueva funcionalidad", kFeature, "Spanish", "New Feature"},
    ForeignName{"épica", kFeature, "Spanish", "Epic"},
    ForeignName{"error", kBug, "Spanish", "Bug"},
    ForeignName{"tarea", kChore, "Spanish", "Task"},
    ForeignName{"subtarea", kChore, "Spanish", "Sub-task"},
    ForeignName{"tarea técnica", kChore, "Spanish", "Technical Task"},
    ForeignName{"investigación", kDiscovery, "Spanish", "Research"},

    ForeignName{"história", kFeature, "Portuguese", "Story"},
    ForeignName{"novo recurso", kFeature, "Portuguese", "New Feature"},
    ForeignName{"nova funcionalidade", kFeature, "Portuguese", "New Feature"},
    ForeignName{"épico", kFeature, "Portuguese", "Epic"},
    ForeignName{"erro", kBug, "Portuguese", "Bug"},
    ForeignName{"defeito", kBug, "Portuguese", "Defect"},
    ForeignName{"tarefa", kChore, "Portuguese", "Task"},
    ForeignName{"subtarefa", kChore, "Portuguese", "Sub-task"},
    ForeignName{"tarefa técnica", kChore, "Portuguese", "Technical Task"},
    ForeignName{"pesquisa", kDiscovery, "Portuguese", "Research"},

    ForeignName{"история", kFeature, "Russian", "Story"},
    ForeignName{"пользовательская история", kFeature, "Russian", "Story"},
    ForeignName{"новая функция", kFeature, "Russian", "New Feature"},
    ForeignName{"новая функциональность", kFeature, "Russian", "New Feature"},
    ForeignName{"эпик", kFeature, "Russian", "Epic"},
    ForeignName{"ошибка", kBug, "Russian", "Bug"},
    ForeignName{"баг", kBug, "Russian", "Bug"},
    ForeignName{"дефект", kBug, "Russian", "Defect"},
    ForeignName{"задача", kChore, "Russian", "Task"},
    ForeignName{"подзадача", kChore, "Russian", "Sub-task"},
    ForeignName{"техническая задача", kChore, "Russian", "Technical Task"},
    ForeignName{"исследование", kDiscovery, "Russian", "Research"},
    ForeignName{"инцидент", kIncident, "Russian", "Incident"},

    ForeignName{"故事", kFeature, "Chinese", "Story"},
    ForeignName{"用户故事", kFeature, "Chinese", "Story"},
    ForeignName{"新功能", kFeature, "Chinese", "New Feature"},
    ForeignName{"长篇故事", kFeature, "Chinese", "Epic"},
    ForeignName{"史诗", kFeature, "Chinese", "Epic"},
    ForeignName{"故障", kBug, "Chinese", "Bug"},
    ForeignName{"缺陷", kBug, "Chinese", "Defect"},
    ForeignName{"错误", kBug, "Chinese", "Bug"},
    ForeignName{"任务", kChore, "Chinese", "Task"},
    ForeignName{"子任务", kChore, "Chinese", "Sub-task"},
    ForeignName{"任務", kChore, "Chinese", "Task"},
    ForeignName{"子任務", kChore, "Chinese", "Sub-task"},
    ForeignName{"技术任务", kChore, "Chinese", "Technical Task"},
    ForeignName{"研究", kDiscovery, "Chinese", "Research"},
    ForeignName{"事件", kIncident, "Chinese", "Incident"},
    ForeignName{"事故", kIncident, "Chinese", "Incident"},

    ForeignName{"ストーリー", kFeature, "Japanese", "Story"},
    ForeignName{"新機能", kFeature, "Japanese", "New Feature"},
    ForeignName{"エピック", kFeature, "Japanese", "Epic"},
    ForeignName{"バグ", kBug, "Japanese", "Bug"},
    ForeignName{"不具合", kBug, "Japanese", "Defect"},
    ForeignName{"タスク", kChore, "Japanese", "Task"},
    ForeignName{"サブタスク", kChore, "Japanese", "Sub-task"},
    ForeignName{"スパイク", kDiscovery, "Japanese", "Spike"},
    ForeignName{"調査", kDiscovery, "Japanese", "Investigation"},
    ForeignName{"インシデント", kIncident, "Japanese", "Incident"},
};

}  // namespace

std::span<const KnownName> known_names() { return kKnown; }
std::span<const NamePart> name_parts() { return kParts; }
std::span<const ForeignName> foreign_names() { return kForeign; }

}  // namespace tl::mapping
